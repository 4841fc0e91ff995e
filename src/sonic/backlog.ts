import { DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';
import type { TableNames } from './table-names.ts';

/** How many keys of the table wait for the consumer (SCARD of its KEY_SET). */
export async function readBacklog(
  connection: Pick<RedisConnection, 'command'>,
  names: Pick<TableNames, 'keySet'>,
): Promise<number> {
  const reply = await connection.command(['SCARD', names.keySet]);
  if (typeof reply === 'number') return reply;
  throw new DaemonError('bug', { op: `SCARD ${names.keySet}`, message: `not a number: ${String(reply)}` });
}
