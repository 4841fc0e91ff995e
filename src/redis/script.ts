import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A Lua script and the digest under which the server caches it. */
export type LuaScript = { readonly source: string; readonly sha1: string };

/**
 * Reads a script that is shipped beside the code: `loadScript(new URL('./lua/x.lua', import.meta.url))`.
 *
 * It is loaded into a server by its first use (see `RedisConnection.run`), never by this function.
 */
export function loadScript(url: URL): LuaScript {
  const source = readFileSync(url, 'utf8');
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}
