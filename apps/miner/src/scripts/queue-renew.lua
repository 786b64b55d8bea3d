-- Renews the lease of the miner ARGV[2] on the entry ARGV[1]: 1, or 0 when it is no longer its own.
-- XCLAIM alone would take the job back from a miner that has taken it over.
if redis.call('EXISTS', 'devcoin:jobs') == 0 then return 0 end
local held = redis.call('XPENDING', 'devcoin:jobs', 'miners', ARGV[1], ARGV[1], 1, ARGV[2])
if #held == 0 then return 0 end
redis.call('XCLAIM', 'devcoin:jobs', 'miners', ARGV[2], 0, ARGV[1], 'JUSTID')
return 1
