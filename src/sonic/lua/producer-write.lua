-- Writes one batch of rows for a ConsumerStateTable: SONiC's own SET and DEL scripts for many keys at once.
--
-- KEYS  1 KEY_SET   2 DEL_SET   3 fence key (only with a fence)
-- ARGV  1 channel   2 prefix of the staging hashes   3 epoch ('' = no fence)
--       then four per row, no key twice, at most as many rows as the consumer pops per message:
--         op   S = set, W = set once the consumer has taken the key, D = delete, N = set without fields (NULL = NULL)
--         key, neigh, family   (neigh and family are '' for D and N)
-- Returns the 1-based numbers of the W rows that were not written, because their key is in KEY_SET.
-- Errors  FENCED ... if the fence key does not hold the epoch: nothing was written.
--
-- The staging hashes are not in KEYS: SONiC's Redis is no cluster, and four arguments per row are enough.

local STRIDE = 4

if ARGV[3] ~= '' then
  local holder = redis.call('GET', KEYS[3])
  if holder ~= ARGV[3] then
    return redis.error_reply('FENCED epoch is ' .. (holder or 'gone') .. ', not ' .. ARGV[3])
  end
end

-- A key of another type cannot have come from a producer; refusing it would block every later batch with this row.
local function stage(key, ...)
  local reply = redis.pcall('HSET', key, ...)
  if type(reply) == 'table' and reply.err then
    if not string.find(reply.err, 'WRONGTYPE', 1, true) then return reply end
    redis.call('DEL', key)
    redis.call('HSET', key, ...)
  end
end

local changed, deleted, deferred = {}, {}, {}
for i = 4, #ARGV, STRIDE do
  local op, key = ARGV[i], ARGV[i + 1]
  local staging = ARGV[2] .. key
  if op == 'W' and redis.call('SISMEMBER', KEYS[1], key) == 1 then
    deferred[#deferred + 1] = (i - 4) / STRIDE + 1
  else
    changed[#changed + 1] = key
    if op == 'D' then
      deleted[#deleted + 1] = key
      redis.call('DEL', staging)
    else
      local failure
      if op == 'N' then
        failure = stage(staging, 'NULL', 'NULL')
      else
        failure = stage(staging, 'neigh', ARGV[i + 2], 'family', ARGV[i + 3])
      end
      if failure then return failure end
    end
  end
end

-- The sets come last: should a command above fail, no key is announced whose staging hash is not there,
-- which the consumer would take for a delete.
if #deleted > 0 then redis.call('SADD', KEYS[2], unpack(deleted)) end
if #changed > 0 and redis.call('SADD', KEYS[1], unpack(changed)) > 0 then
  redis.call('PUBLISH', ARGV[1], 'G')
end
return deferred
