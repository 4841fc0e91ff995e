-- Drops what a producer has announced and its consumer has not taken: one slice of it.
--
-- KEYS  1 KEY_SET   2 DEL_SET
-- ARGV  1 prefix of the staging hashes   2 most keys to drop
-- Returns how many keys were dropped. At 0 KEY_SET is empty, and DEL_SET is gone.

local dropped = redis.call('SPOP', KEYS[1], ARGV[2])
for _, key in ipairs(dropped) do
  redis.call('DEL', ARGV[1] .. key)
  redis.call('SREM', KEYS[2], key)
end
if #dropped == 0 then redis.call('DEL', KEYS[2]) end
return #dropped
