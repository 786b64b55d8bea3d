-- Says that a miner lives. ARGV[1] is JSON: the fields of its key.
local beat = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local key = 'devcoin:miner:' .. beat.id

-- An earlier run under the same name is another miner.
if redis.call('HGET', key, 'since') ~= tostring(beat.since) then redis.call('DEL', key) end
-- The scripts that record keep these two; a heartbeat on its way at the same time knows the old ones.
redis.call('HSETNX', key, 'coins', beat.coins)
redis.call('HSETNX', key, 'duplicates', beat.duplicates)
redis.call('HSET', key, 'id', beat.id, 'node', beat.node, 'task', beat.task, 'hashRate', beat.hashRate,
  'configuredHashRate', beat.configuredHashRate, 'difficultyBits', beat.difficultyBits, 'claimMode', beat.claimMode,
  'since', beat.since, 'lastSeen', now)
redis.call('PEXPIRE', key, 10000)
redis.call('ZADD', 'devcoin:miners', now, beat.id)
-- Killed miners do not take their name out.
redis.call('ZREMRANGEBYSCORE', 'devcoin:miners', '-inf', now - 60000)
return 1
