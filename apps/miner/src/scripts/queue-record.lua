-- Records the answer to the entry ARGV[2]: 'coin', or 'dropped' when the job is no longer this miner's.
local entry = ARGV[2]
local before = verdict_before()
if before then return before end

-- A miner that was paused may come back when another has done its job, or is at it. Only the holder's answer counts.
local jobs_are_there = redis.call('EXISTS', 'devcoin:jobs') == 1
if not jobs_are_there or #redis.call('XPENDING', 'devcoin:jobs', 'miners', entry, entry, 1, answer.miner) == 0 then
  return 'dropped'
end
redis.call('XACK', 'devcoin:jobs', 'miners', entry)
redis.call('XDEL', 'devcoin:jobs', entry)
count_coin()
return remember('coin')
