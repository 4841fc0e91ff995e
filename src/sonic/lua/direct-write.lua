-- Writes one batch of rows straight into the final hashes, for places without a consumer. Never publishes.
--
-- KEYS  1 fence key (only with a fence)
-- ARGV  1 prefix of the final hashes   2 epoch ('' = no fence)
--       then four per row, no key twice:
--         op   S = set, W = the same here, D = delete
--         key, neigh, family   (neigh and family are '' for D)
-- Returns an empty array: nothing is ever deferred.
-- Errors  FENCED ... if the fence key does not hold the epoch: nothing was written.

local STRIDE = 4

if ARGV[2] ~= '' then
  local holder = redis.call('GET', KEYS[1])
  if holder ~= ARGV[2] then
    return redis.error_reply('FENCED epoch is ' .. (holder or 'gone') .. ', not ' .. ARGV[2])
  end
end

-- A key of another type is replaced; refusing it would block every later batch with this row.
local function write(key, neigh, family)
  local reply = redis.pcall('HSET', key, 'neigh', neigh, 'family', family)
  if type(reply) == 'table' and reply.err then
    if not string.find(reply.err, 'WRONGTYPE', 1, true) then return reply end
    redis.call('DEL', key)
    redis.call('HSET', key, 'neigh', neigh, 'family', family)
  end
end

for i = 3, #ARGV, STRIDE do
  local key = ARGV[1] .. ARGV[i + 1]
  if ARGV[i] == 'D' then
    redis.call('DEL', key)
  else
    local failure = write(key, ARGV[i + 2], ARGV[i + 3])
    if failure then return failure end
  end
end
return {}
