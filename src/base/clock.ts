/**
 * Time as a parameter, so that pure code has none and tests can turn the hands.
 *
 * Both readings are in milliseconds. `monotonicMs` never jumps and has the same origin in every thread of the process,
 * so a stamp taken in the reader worker can be compared with one taken on the main thread.
 */
export type Clock = {
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
};

/** The machine's clock. The monotonic origin is the boot of the machine (CLOCK_MONOTONIC). */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
};
