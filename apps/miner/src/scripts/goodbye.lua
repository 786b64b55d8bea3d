-- Removes all that speaks of the miner ARGV[1] itself. Its coins stay.
redis.call('ZREM', 'devcoin:miners', ARGV[1])
return redis.call('DEL', 'devcoin:miner:' .. ARGV[1], 'devcoin:answered:' .. ARGV[1])
