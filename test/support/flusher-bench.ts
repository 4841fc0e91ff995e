import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { DaemonError } from '../../src/base/errors.ts';
import type { RowWrite } from '../../src/neighbor/row.ts';
import { createCounters } from '../../src/sync/counters.ts';
import type { FailedChange } from '../../src/sync/failed-neighbors.ts';
import { Flusher } from '../../src/sync/flusher.ts';
import { Image } from '../../src/sync/image.ts';
import type { Knobs } from '../../src/sync/knobs.ts';
import { Rechecks } from '../../src/sync/rechecks.ts';
import { DEFAULT_POLICY } from '../fixtures/policy.ts';
import { ip } from './sync-world.ts';

export type Script = { readonly batch: readonly RowWrite[]; readonly end: (error?: DaemonError) => void };

const KNOBS: Knobs = { batchSize: 4, batchTimeoutMs: 500, workers: 2, verifyIntervalMs: 0 };

/** A flusher whose scripts end when the test says so. */
export function flusherBench(knobs: Knobs = KNOBS, clock: Clock = systemClock) {
  const scripts: Script[] = [];
  const failures: DaemonError[] = [];
  /** What the other tables were told; the functions may throw. */
  const side = { failedWrites: [] as string[][], onRoutes: () => {}, onFailed: (): unknown => undefined };
  const rechecks = new Rechecks(() => {});
  const image = new Image({ policy: DEFAULT_POLICY, counters: createCounters(), maxNeighbors: 1000, rechecks });
  const sink = {
    apply: (batch: readonly RowWrite[]) =>
      new Promise<{ deferred: readonly number[] }>((resolve, reject) => {
        scripts.push({ batch, end: (error) => (error === undefined ? resolve({ deferred: [] }) : reject(error)) });
      }),
    removeHostRoutes: async () => side.onRoutes(),
    writeFailed: async (changes: readonly FailedChange[]) => {
      side.failedWrites.push(changes.map(({ kind, key }) => `${kind} ${key}`));
      await side.onFailed();
    },
  };
  const observer = {
    onBatch: () => {},
    onRow: () => {},
    onFailure: (_op: string, error: DaemonError) => void failures.push(error),
    onEmpty: () => {},
  };
  const flusher = new Flusher({ image, sink, knobs, clock, random: Math.random, observer });
  const put = (last: number, mac = last): void => {
    const id = image.mirror.intern('Ethernet0', ip(last));
    image.pending.put(id, { kind: 'set', mac }, clock.monotonicMs());
  };
  return { scripts, failures, image, flusher, put, side };
}
