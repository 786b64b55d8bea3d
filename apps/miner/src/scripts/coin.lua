-- Comes before the scripts that record a coin. A script runs as a whole: other clients see all of it or nothing.
-- ARGV[1] is the answer of a miner: JSON with job, nonce, hash, ms, miner, node, task, coins, duplicates; numbers as text.
local answer = cjson.decode(ARGV[1])
local answered_key = 'devcoin:answered:' .. answer.miner

-- A miner that lost the connection before it got the verdict asks again. It must hear the same and count nothing twice.
local function verdict_before()
  local job, verdict = string.match(redis.call('GET', answered_key) or '', '^(%d+) (%a+)$')
  return job == answer.job and verdict
end

local function remember(verdict)
  redis.call('SET', answered_key, answer.job .. ' ' .. verdict, 'EX', 86400)
  -- The key of the miner is gone while it is not seen. It comes back with its next heartbeat, which brings these numbers.
  local miner_key = 'devcoin:miner:' .. answer.miner
  if redis.call('EXISTS', miner_key) == 1 then
    redis.call('HSET', miner_key, 'coins', answer.coins + (verdict == 'coin' and 1 or 0),
      'duplicates', answer.duplicates + (verdict == 'duplicate' and 1 or 0))
  end
  return verdict
end

local function count_coin()
  local second = redis.call('TIME')[1]
  redis.call('INCR', 'devcoin:total')
  redis.call('INCR', 'devcoin:second:' .. second)
  redis.call('EXPIRE', 'devcoin:second:' .. second, 1200)
  redis.call('HINCRBY', 'devcoin:minutes', math.floor(second / 60), 1)
  redis.call('XADD', 'devcoin:coins', 'MAXLEN', '~', 10000, '*', 'job', answer.job, 'nonce', answer.nonce,
    'hash', answer.hash, 'miner', answer.miner, 'node', answer.node, 'task', answer.task, 'ms', answer.ms)
end
