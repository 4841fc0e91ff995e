import type { RedisServer } from './redis-server.ts';

/** All hashes of a table's final or staging form, by key without the table name. */
export async function hashes(
  redis: RedisServer,
  prefix = 'NEIGH_TABLE:',
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const script = `local out = {}
    for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
      local row = {}
      local flat = redis.call('HGETALL', key)
      for i = 1, #flat, 2 do row[flat[i]] = flat[i + 1] end
      out[string.sub(key, #ARGV[1] + 1)] = row
    end
    return next(out) and cjson.encode(out) or '{}'`;
  return new Map(Object.entries(JSON.parse(await redis.cli('--no-raw', 'EVAL', script, '0', prefix).then(unquote))));
}

const ROWS_AT_ONCE = 1_000;

/** Puts rows into the final table, as orchagent's consumer has left them there. */
export async function storeRows(
  redis: RedisServer,
  rows: Iterable<readonly [key: string, mac: string]>,
): Promise<void> {
  const script = `for i = 1, #ARGV, 2 do
    local family = string.find(ARGV[i], ':[^:]*:') and 'IPv6' or 'IPv4'
    redis.call('HSET', 'NEIGH_TABLE:' .. ARGV[i], 'neigh', ARGV[i + 1], 'family', family)
  end`;
  const all = [...rows];
  for (let at = 0; at < all.length; at += ROWS_AT_ONCE)
    await redis.cli('-e', 'EVAL', script, '0', ...all.slice(at, at + ROWS_AT_ONCE).flat());
}

/** The MAC of each row. */
export async function macs(redis: RedisServer, prefix?: string): Promise<ReadonlyMap<string, string>> {
  return new Map([...(await hashes(redis, prefix))].map(([key, { neigh = '' }]) => [key, neigh]));
}

/** redis-cli --no-raw quotes a string as JSON does, as far as the characters of our rows go. */
function unquote(text: string): string {
  return JSON.parse(text) as string;
}

/** For comparison: a map in the order of its keys. */
export function sorted<V>(rows: ReadonlyMap<string, V>): readonly (readonly [string, V])[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
}
