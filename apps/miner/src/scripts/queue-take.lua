-- Gives the miner ARGV[1] a job: { entry of the stream, job, miner it was taken over from or '' }.
-- The job stays in the stream, claimed by the miner, until its coin is recorded.
local miner = ARGV[1]
local JOBS_AT_ONCE = 64
local LEASE_MS = 5000

if redis.call('EXISTS', 'devcoin:jobs') == 0 then
  redis.call('XGROUP', 'CREATE', 'devcoin:jobs', 'miners', '0', 'MKSTREAM')
end

local function claim(entry, from)
  local claimed = redis.call('XCLAIM', 'devcoin:jobs', 'miners', miner, 0, entry)[1]
  return claimed and { claimed[1], claimed[2][2], from }
end

-- 1. What the miner has already: the answer to its last call got lost, or it was started anew under the same name.
local own = redis.call('XPENDING', 'devcoin:jobs', 'miners', '-', '+', 1, miner)[1]
local job = own and claim(own[1], '')
if job then return job end

-- 2. What nobody has renewed in time: its miner was killed, is cut off, or has given it back.
local idle = redis.call('XPENDING', 'devcoin:jobs', 'miners', 'IDLE', LEASE_MS, '-', '+', 1)[1]
job = idle and claim(idle[1], idle[2])
if job then
  -- A consumer without claims is of no use; a living miner becomes one again with its next claim.
  if #redis.call('XPENDING', 'devcoin:jobs', 'miners', '-', '+', 1, idle[2]) == 0 then
    redis.call('XGROUP', 'DELCONSUMER', 'devcoin:jobs', 'miners', idle[2])
  end
  return job
end

-- 3. A new one. When there is none, more are written first, behind all that were ever handed out.
local function next_new()
  local read = redis.call('XREADGROUP', 'GROUP', 'miners', miner, 'COUNT', 1, 'STREAMS', 'devcoin:jobs', '>')
  return read and { read[1][2][1][1], read[1][2][1][2][2], '' }
end

job = next_new()
if job then return job end
local last = tonumber(redis.call('GET', 'devcoin:last-job') or 0)
for number = last + 1, last + JOBS_AT_ONCE do
  redis.call('XADD', 'devcoin:jobs', '*', 'job', number)
end
redis.call('SET', 'devcoin:last-job', last + JOBS_AT_ONCE)
return next_new()
