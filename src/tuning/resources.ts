import type { Clock } from '../base/clock.ts';

/** What the process takes of the machine. Shares are of one processor, over the last minute or since the start. */
export type Resources = {
  readonly spanMs: number;
  /** All threads together, so it may be above 1. */
  readonly cpuShare: number;
  /** Of the main thread: how much of the time it had something to do, 0 to 1. */
  readonly loopShare: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Memory outside the heap that the heap holds on to: buffers and typed arrays, the tables among them. */
  readonly externalBytes: number;
  readonly threads: number | undefined;
  readonly descriptors: number | undefined;
  /** How late timers of the main thread were; undefined while that is not measured. */
  readonly loopDelay: LoopDelay | undefined;
};

export type LoopDelay = { readonly meanMs: number; readonly p99Ms: number; readonly maxMs: number };

/** Readings of the process; the totals only grow. */
export type ProcessReadings = {
  readonly cpuMs: () => number;
  readonly loopActiveMs: () => number;
  readonly memory: () => Pick<NodeJS.MemoryUsage, 'rss' | 'heapUsed' | 'external'>;
  readonly facts: () => { readonly threads: number | undefined; readonly descriptors: number | undefined };
  readonly loopDelay: () => LoopDelay | undefined;
};

type Sample = { readonly atMs: number; readonly cpuMs: number; readonly loopActiveMs: number };

const SPAN_MS = 60_000;
/** A sample at least every so often; the span is the last minute to that. */
export const SAMPLE_MS = 5_000;
const MOST_SAMPLES = SPAN_MS / SAMPLE_MS + 1;

/** Keeps samples of the last minute, so that shares are those of now and not of all the time since the start. */
export class ResourceWatch {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #readings: ProcessReadings;
  readonly #samples: Sample[] = [];

  constructor(clock: Pick<Clock, 'monotonicMs'>, readings: ProcessReadings) {
    this.#clock = clock;
    this.#readings = readings;
    this.sample();
  }

  sample(): void {
    this.#samples.push(this.#now());
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
  }

  read(): Resources {
    const now = this.#now();
    const [first = now] = this.#samples;
    const spanMs = now.atMs - first.atMs;
    const share = (ms: number): number => (spanMs === 0 ? 0 : ms / spanMs);
    const { rss, heapUsed, external } = this.#readings.memory();
    return {
      spanMs,
      cpuShare: share(now.cpuMs - first.cpuMs),
      loopShare: Math.min(1, share(now.loopActiveMs - first.loopActiveMs)),
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      externalBytes: external,
      ...this.#readings.facts(),
      loopDelay: this.#readings.loopDelay(),
    };
  }

  #now(): Sample {
    const { cpuMs, loopActiveMs } = this.#readings;
    return { atMs: this.#clock.monotonicMs(), cpuMs: cpuMs(), loopActiveMs: loopActiveMs() };
  }
}
