-- The miner ARGV[1] stops: another takes its jobs at once, not when the lease has run out.
if redis.call('EXISTS', 'devcoin:jobs') == 0 then return 0 end
local claims = redis.call('XPENDING', 'devcoin:jobs', 'miners', '-', '+', 100, ARGV[1])
for _, claim in ipairs(claims) do
  -- Claims of a consumer that goes are forgotten, and the group never hands out an entry twice. So somebody has to hold
  -- them: `given-back` is no miner, and its leases have run out from the start.
  redis.call('XCLAIM', 'devcoin:jobs', 'miners', 'given-back', 0, claim[1], 'IDLE', 3600000, 'JUSTID')
end
redis.call('XGROUP', 'DELCONSUMER', 'devcoin:jobs', 'miners', ARGV[1])
return #claims
