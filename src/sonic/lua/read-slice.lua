-- Reads one slice of a table, or some of its rows, as it stands or as it will stand when the consumer has caught up.
--
-- KEYS  1 KEY_SET   2 DEL_SET   (none for final)
-- ARGV  1 source: final    the final hashes as they are, found by SCAN
--                 table    the rows of the final hashes with the pending changes laid over, found by SCAN
--                 pending  the rows of the keys in KEY_SET, found by SSCAN
--                 named    the rows of the keys that are named, with the pending changes laid over if KEYS are given
--       2 cursor ('0' to begin; named: ignored)   3 COUNT (named: ignored)
--       4 prefix of the final hashes   5 the same, escaped for MATCH   6 prefix of the staging hashes
--       named: then any number of keys
-- Returns { cursor ('0' at the end), key, neigh, family, key, neigh, family, ... }; key is without prefix, a missing field
-- is null (never an empty string). A hash of the wrong type is a row without fields. A key may come twice.

local source, cursor, count = ARGV[1], ARGV[2], ARGV[3]
local final_prefix, pattern, staging_prefix = ARGV[4], ARGV[5] .. '*', ARGV[6]

-- Returns neigh, family, whether the key exists, and whether it is a hash.
local function read(key)
  local reply = redis.pcall('HMGET', key, 'neigh', 'family')
  if reply.err then return false, false, true, false end
  local exists = reply[1] or reply[2] or redis.call('EXISTS', key) == 1
  return reply[1], reply[2], exists, true
end

-- The row that the consumer will make of a key in KEY_SET; nothing if it will make none.
local function outcome(key)
  local neigh, family, exists, sound = false, false, false, true
  if redis.call('SISMEMBER', KEYS[2], key) == 0 then
    neigh, family, exists, sound = read(final_prefix .. key)
  end
  local new_neigh, new_family, staged, staged_sound = read(staging_prefix .. key)
  if not (sound and staged_sound) then return false, false, true end
  return new_neigh or neigh, new_family or family, exists or staged
end

local slice
if source == 'named' then
  slice = { '0', {} }
  for i = 7, #ARGV do slice[2][i - 6] = ARGV[i] end
elseif source == 'pending' then
  slice = redis.call('SSCAN', KEYS[1], cursor, 'COUNT', count)
else
  slice = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', count)
end

-- One question instead of one per key: most of the time nothing is pending.
local laid_over = source ~= 'final' and KEYS[1] and redis.call('EXISTS', KEYS[1]) == 1

local reply = { slice[1] }
for _, found in ipairs(slice[2]) do
  local key, final = found, found
  if source == 'final' or source == 'table' then
    key = string.sub(found, #final_prefix + 1)
  else
    final = final_prefix .. key
  end
  local neigh, family, exists
  if laid_over and redis.call('SISMEMBER', KEYS[1], key) == 1 then
    neigh, family, exists = outcome(key)
  elseif source ~= 'pending' then
    neigh, family, exists = read(final)
  end
  if exists then
    local n = #reply
    reply[n + 1], reply[n + 2], reply[n + 3] = key, neigh, family
  end
end
return reply
