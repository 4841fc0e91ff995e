import { DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { loadScript } from '../redis/script.ts';
import type { TableNames } from './table-names.ts';

const SLICE_KEYS = 1000;

/**
 * Drops what a former producer of a table has announced and the consumer has not taken, as a warm start has to. The table
 * itself is left alone. Staging hashes that were never announced stay: no consumer looks at them.
 *
 * Rejects as `RedisConnection.command`, and can be called again then.
 */
export async function dropPending(
  connection: Pick<RedisConnection, 'run'>,
  names: TableNames,
  signal: AbortSignal,
): Promise<number> {
  const op = `drop what waits in ${names.keySet}`;
  const script = loadScript(new URL('./lua/drop-pending.lua', import.meta.url));
  const keys = [names.keySet, names.delSet];
  for (let dropped = 0; ; ) {
    if (signal.aborted) throw new DaemonError('aborted', { op });
    const reply = await connection.run(script, keys, [names.stagingPrefix, `${SLICE_KEYS}`]);
    if (typeof reply !== 'number')
      throw new DaemonError('bug', { op, message: `not a count: ${JSON.stringify(reply)}` });
    if (reply === 0) return dropped;
    dropped += reply;
  }
}
