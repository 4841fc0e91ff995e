import { pause } from '../src/base/abort.ts';
import type { RedisConnection } from '../src/redis/connection.ts';
import { monotonicMs } from '../test/support/monotonic.ts';
import { countWrites } from './redis-use.ts';

/** How exactly the last write is known; a look takes Redis some 0.05 ms. */
const LOOK_MS = 5;

/** Knows when Redis has last written: the end of a change is known only afterwards, when nothing more comes and both sides are equal. */
export type WriteWatch = AsyncDisposable & {
  readonly writes: number;
  /** When that many were first seen, by `monotonicMs`: up to 5 ms late. */
  readonly lastMs: number;
  /** How many were seen by then. */
  readonly writesBy: (ms: number) => number;
};

/** Looks until it is disposed of; a server that does not answer is waited for. */
export async function openWriteWatch(connection: Pick<RedisConnection, 'command' | 'ready'>): Promise<WriteWatch> {
  const ended = new AbortController();
  let writes = await countWrites(connection);
  let lastMs = monotonicMs();
  /** At most 200 a second, for as long as a round takes. */
  const seen = [{ atMs: lastMs, writes }];
  const look = async (): Promise<void> => {
    const now = await countWrites(connection);
    if (now === writes) return;
    lastMs = monotonicMs();
    writes = now;
    seen.push({ atMs: lastMs, writes });
  };
  const looking = (async () => {
    while (!ended.signal.aborted) {
      // Redis may be stopped, or end before the watch does.
      await look().catch(() => connection.ready(ended.signal).catch(() => undefined));
      await pause(LOOK_MS, ended.signal);
    }
  })();
  return {
    get writes() {
      return writes;
    },
    get lastMs() {
      return lastMs;
    },
    writesBy: (ms) => seen.findLast(({ atMs }) => atMs <= ms)?.writes ?? 0,
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await looking;
    },
  };
}
