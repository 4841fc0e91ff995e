import { DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';
import type { TableNames } from './table-names.ts';

/** What the configuration says about `direct` output. */
export type DirectGuardOptions = {
  /** `deployment.force_direct`: the operator knows better, and nothing is asked */
  readonly force: boolean;
  /** a database_config.json is there, so this is a SONiC with an orchagent */
  readonly selectedByDatabaseConfig: boolean;
};

/**
 * Makes sure that nobody consumes the table before `direct` output bypasses the consumer.
 *
 * A consumer that only subscribes by pattern is not seen: Redis does not count it per channel, and SONiC has none.
 *
 * @throws DaemonError `output_refused` with every reason that was found
 */
export async function checkDirectAllowed(
  connection: Pick<RedisConnection, 'command'>,
  names: TableNames,
  options: DirectGuardOptions,
): Promise<void> {
  if (options.force) return;
  const reasons: string[] = [];
  if (options.selectedByDatabaseConfig) reasons.push('Redis was selected by database_config.json');
  const subscribers = await countSubscribers(connection, names.channel);
  if (subscribers > 0) reasons.push(`${names.channel} has ${subscribers} subscriber(s)`);
  for (const set of [names.keySet, names.delSet]) {
    if ((await connection.command(['EXISTS', set])) !== 0) reasons.push(`${set} exists`);
  }
  if (reasons.length === 0) return;
  throw new DaemonError('output_refused', { op: 'direct output', message: `refused, because ${reasons.join('; ')}` });
}

async function countSubscribers(connection: Pick<RedisConnection, 'command'>, channel: string): Promise<number> {
  const reply = await connection.command(['PUBSUB', 'NUMSUB', channel]);
  return Array.isArray(reply) ? Number(reply[1]) : 0;
}
