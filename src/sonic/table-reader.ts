import { DaemonError } from '../base/errors.ts';
import type { StoredRow } from '../neighbor/row.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { loadScript } from '../redis/script.ts';
import type { TableNames } from './table-names.ts';

/** Keys that one slice looks at: some milliseconds of Redis, which serves nobody else meanwhile. */
const SLICE_KEYS = 1000;

/** `direct`: the final hashes; `producer`: what they will be when the consumer has caught up. */
export type ReadMode = 'producer' | 'direct';

type Slice = { readonly cursor: string; readonly rows: readonly StoredRow[] };

/** Reads one table over one connection. */
export type TableReader = {
  /**
   * Reads the table in slices, which may be empty: every row once. With `sliceKeys`, so many keys of the database at a time,
   * and a row may come more than once: who reads slowly would have to remember all keys for long.
   *
   * A row that stands from the beginning of the read to its end is in it; one that is written meanwhile may be missing, or
   * come as it was before. It is no snapshot, and the consumer may go on consuming.
   *
   * @throws DaemonError `redis_unavailable` if the connection was lost meanwhile, even if it is up again: what has been
   * yielded is then not the table
   */
  readonly read: (signal: AbortSignal, sliceKeys?: number) => AsyncGenerator<readonly StoredRow[], void, undefined>;
  /** Reads the rows of some keys, all at one moment; keys without a row are left out. */
  readonly readKeys: (keys: readonly string[]) => Promise<readonly StoredRow[]>;
};

export function createTableReader(
  connection: Pick<RedisConnection, 'run' | 'generation'>,
  names: TableNames,
  mode: ReadMode,
): TableReader {
  const op = `read ${names.finalPrefix}*`;
  const script = loadScript(new URL('./lua/read-slice.lua', import.meta.url));
  const sets = mode === 'producer' ? [names.keySet, names.delSet] : [];
  const prefixes = [names.finalPrefix, escapePattern(names.finalPrefix), names.stagingPrefix];
  const run = async (source: string, cursor: string, count: number, keys: readonly string[] = []): Promise<Slice> =>
    decodeSlice(await connection.run(script, sets, [source, cursor, String(count), ...prefixes, ...keys]), op);

  async function* read(signal: AbortSignal, sliceKeys?: number) {
    const { generation } = connection;
    const seen = new Set<string>();
    const isNew = ({ key }: StoredRow): boolean => !seen.has(key) && seen.add(key) === seen;
    // Pending keys first: one that the consumer takes before we see it has its final hash before the second scan begins.
    for (const source of mode === 'producer' ? ['pending', 'table'] : ['final']) {
      let cursor = '0';
      do {
        if (signal.aborted) throw new DaemonError('aborted', { op });
        const slice = await run(source, cursor, sliceKeys ?? SLICE_KEYS);
        if (connection.generation !== generation) {
          throw new DaemonError('redis_unavailable', { op, message: 'the connection was replaced while reading' });
        }
        cursor = slice.cursor;
        yield sliceKeys === undefined ? slice.rows.filter(isNew) : slice.rows;
      } while (cursor !== '0');
    }
  }

  return { read, readKeys: async (keys) => (await run('named', '0', keys.length, keys)).rows };
}

/** Reads the reply of `lua/read-slice.lua`: the cursor, then three values per row. */
export function decodeSlice(reply: unknown, op: string): Slice {
  const [cursor, ...values]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const rows: StoredRow[] = [];
  for (let i = 0; i < values.length; i += 3) {
    const key = values[i];
    if (typeof key !== 'string') throw new DaemonError('bug', { op, message: `not a key: ${JSON.stringify(key)}` });
    rows.push({ key, neigh: field(values[i + 1]), family: field(values[i + 2]) });
  }
  if (typeof cursor !== 'string') throw new DaemonError('bug', { op, message: 'a slice without a cursor' });
  return { cursor, rows };
}

/** Makes MATCH take a prefix literally. */
export function escapePattern(prefix: string): string {
  return prefix.replace(/[\\*?[\]^-]/g, '\\$&');
}

function field(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
