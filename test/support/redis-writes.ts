import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { RedisServer } from './redis-server.ts';
import { until } from './until.ts';

/** What a server is made to write, by its own MONITOR: commands of clients and of scripts, in their order. */
export type RedisWrites = AsyncDisposable & {
  /** The writes so far, as `6 HSET WARM_RESTART_TABLE|neighsyncd state restored`; those asked for so far are all in. */
  readonly soFar: () => Promise<readonly string[]>;
};

const LINE = /^[\d.]+ \[(\d+) [^\]]*\] (.*)$/;
const WRITES = /^(HSET|HSETNX|HDEL|SET|DEL|UNLINK|SADD|SREM|SPOP|PUBLISH|FLUSHDB|EXPIRE)$/i;
/** A read that nobody else does marks the end of what had been sent before it. */
const MARK = 'writes-so-far';

export async function watchWrites(redis: RedisServer): Promise<RedisWrites> {
  const child = spawn('redis-cli', ['-s', redis.socket, 'MONITOR'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const writes: string[] = [];
  let marks = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, database, rest = ''] = LINE.exec(line) ?? [];
    const words = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word);
    if (words[1] === MARK) marks++;
    if (database !== undefined && WRITES.test(words[0] ?? '')) writes.push([database, ...words].join(' '));
  });
  const settle = async (): Promise<void> => {
    const before = marks;
    await redis.cli('EXISTS', MARK);
    await until('MONITOR has told of it', () => marks > before);
  };
  await until('MONITOR runs', async () => {
    const before = marks;
    await redis.cli('EXISTS', MARK);
    return marks > before;
  });
  return {
    soFar: async () => {
      await settle();
      return [...writes];
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}
