-- Reads hashes: those that are named, and those of one slice of the database that belong to some tables.
--
-- KEYS  any number of names
-- ARGV  1 cursor of SCAN ('' = no slice, '0' to begin)   2 COUNT   3 separator
--       then any number of tables; a name belongs to what stands before its first separator
-- Returns { cursor ('0' at the end), name, fields, name, fields, ... }. Fields are field, value, field, value, ...: none if
-- there is no such key, null if it is not a hash. A name may come twice.

local reply = { '0' }

local function read(name)
  local fields = redis.pcall('HGETALL', name)
  if fields.err then
    if not string.find(fields.err, 'WRONGTYPE', 1, true) then return fields end
    fields = false
  end
  reply[#reply + 1] = name
  reply[#reply + 1] = fields
end

for _, name in ipairs(KEYS) do
  local failure = read(name)
  if failure then return failure end
end

if ARGV[1] ~= '' then
  local tables = {}
  for i = 4, #ARGV do tables[ARGV[i]] = true end
  local slice = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[2])
  reply[1] = slice[1]
  for _, name in ipairs(slice[2]) do
    local split = string.find(name, ARGV[3], 1, true)
    if split and tables[string.sub(name, 1, split - 1)] then
      local failure = read(name)
      if failure then return failure end
    end
  end
end
return reply
