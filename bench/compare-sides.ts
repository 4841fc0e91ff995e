import { kernelRows, type Namespace } from '../test/support/namespace.ts';
import type { RedisServer } from '../test/support/redis-server.ts';
import { hashes } from '../test/support/rows.ts';
import { countWrong, takenRows } from './taken-rows.ts';

const TABLE = 'NEIGH_TABLE';

/**
 * How many rows are wrong when all that waits for the consumer is taken: `ip neigh` against redis-cli, nothing of ours in between. Takes a
 * second for 100,000, and most of that Redis does nothing else.
 */
export async function countWrongRows(namespace: Namespace, redis: RedisServer): Promise<number> {
  const kernel = await kernelRows(namespace);
  const final = await hashes(redis, `${TABLE}:`);
  const staged = await hashes(redis, `_${TABLE}:`);
  const [keySet, delSet] = [await members(redis, `${TABLE}_KEY_SET`), await members(redis, `${TABLE}_DEL_SET`)];
  return countWrong(kernel, takenRows({ final, staged, keySet, delSet }));
}

async function members(redis: RedisServer, set: string): Promise<ReadonlySet<string>> {
  return new Set((await redis.cli('SMEMBERS', set)).split('\n').filter((line) => line !== ''));
}
