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
