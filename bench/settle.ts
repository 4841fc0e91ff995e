import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '../test/support/monotonic.ts';
import { countWrongRows } from './compare-sides.ts';
import { type RedisUse, readRedisUse } from './redis-use.ts';
import type { Scene } from './scene.ts';

const LOOK_MS = 20;
const QUIET_MS = 200;
/** Who has not written for so long, and is still wrong, stays wrong. A lost event is made good within a second or two. */
const GIVE_UP_MS = 10_000;
/** Who has not written at all may still be starting. */
const FIRST_WRITE_MS = 60_000;
const DEADLINE_MS = 300_000;

/** What is known to be coming. */
export type Expectation = {
  /** writes without which the sides cannot be equal: before them they are not compared, for that takes time from the daemon */
  readonly minWrites: number;
  /** default 200 */
  readonly quietMs?: number;
};

/** How it ended. */
export type Settled = {
  /** of the last write, by `monotonicMs`; never before `sinceMs` */
  readonly lastMs: number;
  readonly redis: RedisUse;
  readonly daemonCpuS: number;
  readonly wrongRows: number;
};

/**
 * Waits until Redis has been quiet and both sides are equal, or have not become so within 10 s of quiet (60 s when
 * nothing was written at all). Looks at nothing but the database, so
 * that it can wait for any daemon.
 *
 * @param sinceMs when the changes ended, by `monotonicMs`
 * @throws Error when the daemon has ended, or after five minutes
 */
export async function settle(
  scene: Scene,
  before: RedisUse,
  sinceMs: number,
  { minWrites, quietMs = QUIET_MS }: Expectation,
): Promise<Settled> {
  const { watch } = scene;
  const quietForMs = (): number => monotonicMs() - Math.max(watch.lastMs, sinceMs);
  for (let comparedAt = -1; ; ) {
    scene.daemon()?.assertRuns();
    if (monotonicMs() - sinceMs > DEADLINE_MS) throw new Error(`Redis was not quiet within ${DEADLINE_MS} ms`);
    const written = watch.writes - before.writes;
    const givenUp = quietForMs() > (written === 0 ? FIRST_WRITE_MS : GIVE_UP_MS);
    const complete = quietForMs() > quietMs && written >= minWrites;
    if (givenUp || (complete && watch.writes !== comparedAt)) {
      comparedAt = watch.writes;
      const lastMs = Math.max(watch.lastMs, sinceMs);
      const redis = await readRedisUse(scene.connection);
      const daemonCpuS = scene.daemon()?.cpuS() ?? 0;
      const wrongRows = await countWrongRows(scene.namespace, scene.redis);
      if (wrongRows === 0 || (givenUp && watch.writes === comparedAt)) return { lastMs, redis, daemonCpuS, wrongRows };
    }
    await pause(LOOK_MS);
  }
}
