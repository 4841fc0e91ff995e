import { DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { loadScript } from '../redis/script.ts';
import { type ConfigRow, type ConfigRows, collectRows, type RowReading } from './config-rows.ts';
import type { WatchedKeys } from './watched-keys.ts';

/** Keys that one slice looks at: less than a millisecond of Redis, unless they are all ours. */
const SLICE = '1000';

const READ = 'read CONFIG_DB';

/** Reads the watched rows of a database. */
export type ConfigReader = {
  /**
   * Reads all that is watched, in slices of one scan. It is no snapshot: what changes meanwhile may be read before or after
   * its change.
   *
   * @throws DaemonError `redis_unavailable`, also if the connection was replaced meanwhile; `redis_refused`; `aborted`
   */
  readonly readAll: (signal: AbortSignal) => Promise<ConfigRows>;
  /**
   * Reads some rows by their names in Redis; what is not watched is left out.
   *
   * @throws DaemonError `redis_unavailable`, `redis_refused`
   */
  readonly readNamed: (names: readonly string[]) => Promise<readonly RowReading[]>;
};

/** @param onWrongType told of each reading of a key that is not a hash; it counts as no row */
export function createConfigReader(
  connection: Pick<RedisConnection, 'run' | 'generation'>,
  watched: WatchedKeys,
  onWrongType: (name: string) => void,
): ConfigReader {
  const script = loadScript(new URL('./lua/read-hashes.lua', import.meta.url));
  const read = async (names: readonly string[], cursor: string) => {
    const args = [cursor, SLICE, watched.separator, ...watched.wholeTables];
    return decodeHashes(await connection.run(script, names, args), watched, onWrongType);
  };
  return {
    async readAll(signal) {
      const { generation } = connection;
      const readings: RowReading[] = [];
      let names = watched.singleRows;
      let cursor = watched.wholeTables.length > 0 ? '0' : '';
      do {
        if (signal.aborted) throw new DaemonError('aborted', { op: READ });
        const slice = await read(names, cursor);
        if (connection.generation !== generation) {
          throw new DaemonError('redis_unavailable', {
            op: READ,
            message: 'the connection was replaced while reading',
          });
        }
        readings.push(...slice.readings);
        cursor = slice.cursor;
        names = [];
      } while (cursor !== '0');
      return collectRows(watched.tables, readings);
    },
    async readNamed(names) {
      return (await read(names, '')).readings;
    },
  };
}

/** Reads the reply of `lua/read-hashes.lua`. */
function decodeHashes(
  reply: unknown,
  watched: Pick<WatchedKeys, 'find'>,
  onWrongType: (name: string) => void,
): { readonly cursor: string; readonly readings: readonly RowReading[] } {
  const [cursor, ...values]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  if (typeof cursor !== 'string') throw new DaemonError('bug', { op: READ, message: 'a slice without a cursor' });
  const readings: RowReading[] = [];
  for (let i = 0; i < values.length; i += 2) {
    const name = String(values[i]);
    const fields = values[i + 1];
    if (!Array.isArray(fields)) onWrongType(name);
    const found = watched.find(name);
    if (found) readings.push({ ...found, row: Array.isArray(fields) ? decodeRow(fields) : undefined });
  }
  return { cursor, readings };
}

/** A hash without fields does not exist. */
function decodeRow(flat: readonly unknown[]): ConfigRow | undefined {
  if (flat.length === 0) return undefined;
  const fields: [string, string][] = [];
  for (let i = 0; i < flat.length; i += 2) fields.push([String(flat[i]), String(flat[i + 1])]);
  return Object.fromEntries(fields);
}
