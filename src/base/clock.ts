/** Takes back a task that has not run yet. */
export type Cancel = () => void;

/**
 * Time as a parameter, so that pure code has none, tests turn the hands, and a recording can be replayed in its own time.
 *
 * Both readings are in milliseconds. `monotonicMs` never jumps and has the same origin in every thread of the process,
 * so a stamp taken in the reader worker can be compared with one taken on the main thread.
 */
export type Clock = {
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  /** Runs `task` once, in a later turn of the event loop, `delayMs` from now (0 to 2^31 - 1). */
  readonly after: (delayMs: number, task: () => void) => Cancel;
};

/**
 * CLOCK_MONOTONIC at the origin of this thread's `performance`, which reads that clock without making garbage. Between the two
 * readings passes some time, least in the best of a few tries: a microsecond.
 */
const ORIGIN_MS = Math.max(
  ...Array.from({ length: 8 }, () => Number(process.hrtime.bigint()) / 1e6 - performance.now()),
);

/** The machine's clock. The monotonic origin is the boot of the machine (CLOCK_MONOTONIC). */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => ORIGIN_MS + performance.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
