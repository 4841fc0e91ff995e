import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RedisServer } from '../test/support/redis-server.ts';
import { until } from '../test/support/until.ts';

/** A client that listens to keyspace patterns of other tables: Redis matches each of them against the key of every write. */
export async function listenToPatterns(redis: RedisServer, count: number): Promise<AsyncDisposable> {
  const patterns = Array.from({ length: count }, (_, index) => `__keyspace@0__:OTHER_TABLE_${index}:*`);
  const child = spawn('redis-cli', ['-s', redis.socket, 'PSUBSCRIBE', ...patterns], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const reap = (): void => void child.kill('SIGKILL');
  process.once('exit', reap);
  const exited = once(child, 'exit');
  const dispose = async (): Promise<void> => {
    reap();
    await exited;
    process.off('exit', reap);
  };
  try {
    await until('the patterns are subscribed', async () => Number(await redis.cli('PUBSUB', 'NUMPAT')) >= count);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { [Symbol.asyncDispose]: dispose };
}
