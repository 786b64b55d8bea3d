-- Records the answer: 'coin' for the first one to a job, 'duplicate' for all others.
local before = verdict_before()
if before then return before end
if tonumber(answer.job) ~= tonumber(redis.call('GET', 'devcoin:next') or 0) then
  redis.call('INCR', 'devcoin:duplicates')
  return remember('duplicate')
end
-- Behind all jobs that were handed out: the queue may have been used meanwhile.
redis.call('SET', 'devcoin:next', tonumber(redis.call('GET', 'devcoin:last-job')) + 1)
count_coin()
return remember('coin')
