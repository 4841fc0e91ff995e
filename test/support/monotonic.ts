/** Milliseconds of CLOCK_MONOTONIC: one clock for all processes of the machine, unlike `performance.now`. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
