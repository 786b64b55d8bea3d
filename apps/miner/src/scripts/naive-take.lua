-- The first job without a coin, whoever asks. The queue begins behind it, should it be used later.
local last = tonumber(redis.call('GET', 'devcoin:last-job') or 0)
local job = tonumber(redis.call('GET', 'devcoin:next') or last + 1)
redis.call('SET', 'devcoin:next', job)
if job > last then redis.call('SET', 'devcoin:last-job', job) end
return job
