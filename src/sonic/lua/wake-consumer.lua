-- Calls a consumer again for the keys that wait for it: one message buys one pop.
--
-- KEYS  1 KEY_SET
-- ARGV  1 channel   2 most keys that the consumer takes per pop   3 most messages
-- Returns how many messages were published.

local keys = redis.call('SCARD', KEYS[1])
local messages = math.min(math.ceil(keys / tonumber(ARGV[2])), tonumber(ARGV[3]))
for _ = 1, messages do redis.call('PUBLISH', ARGV[1], 'G') end
return messages
