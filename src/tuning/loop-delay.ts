import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LoopDelay } from './resources.ts';

const NS_PER_MS = 1e6;

/** Watches how late timers of the main thread are, with one that runs every so many ms; 0 for none. */
export class LoopDelayWatch {
  #resolutionMs = 0;
  #histogram: ReturnType<typeof monitorEventLoopDelay> | undefined;

  /** Watches so closely from now on, and forgets what was. */
  watch(resolutionMs: number): void {
    if (resolutionMs === this.#resolutionMs) return;
    this.#histogram?.disable();
    this.#resolutionMs = resolutionMs;
    this.#histogram = resolutionMs === 0 ? undefined : monitorEventLoopDelay({ resolution: resolutionMs });
    this.#histogram?.enable();
  }

  /** Since the last reading; undefined while nothing is watched, or nothing has been seen since. */
  take(): LoopDelay | undefined {
    const histogram = this.#histogram;
    if (histogram === undefined || histogram.count === 0) return undefined;
    // The histogram has the time between two runs, which is the resolution at least.
    const late = (ns: number): number => Math.max(0, ns / NS_PER_MS - this.#resolutionMs);
    const taken = {
      meanMs: late(histogram.mean),
      p99Ms: late(histogram.percentile(99)),
      maxMs: late(histogram.max),
    };
    histogram.reset();
    return taken;
  }
}
