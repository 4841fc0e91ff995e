import { type Spread, spreadOf } from '../statistics.ts';
import type { Micro } from './micro.ts';

/** How long to measure: all in milliseconds. */
export type MicroTimes = { readonly warmUpMs: number; readonly repeatMs: number; readonly repeats: number };

export const USUAL_TIMES: MicroTimes = { warmUpMs: 300, repeatMs: 100, repeats: 9 };

/**
 * Nanoseconds of the processor for one operation, over some repeats, after running unmeasured until the compiler has had its time.
 * Time of this thread alone: that others keep the machine busy makes it longer by caches only.
 */
export function measureMicro({ run, operations }: Micro, { warmUpMs, repeatMs, repeats }: MicroTimes): Spread {
  repeatFor(run, warmUpMs);
  return spreadOf(
    Array.from({ length: repeats }, () => {
      const { runs, elapsedMs } = repeatFor(run, repeatMs);
      return (elapsedMs * 1e6) / (runs * operations);
    }),
  );
}

/** @throws Error when a run comes to nothing: then something is not done any more */
function repeatFor(run: Micro['run'], ms: number): { readonly runs: number; readonly elapsedMs: number } {
  const before = process.threadCpuUsage();
  for (let runs = 1; ; runs++) {
    if (!(run() > 0)) throw new Error('a run came to nothing');
    const { user, system } = process.threadCpuUsage(before);
    const elapsedMs = (user + system) / 1000;
    if (elapsedMs >= ms) return { runs, elapsedMs };
  }
}
