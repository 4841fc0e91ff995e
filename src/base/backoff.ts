/** How long to wait before try number `attempt` (0 = the first repetition): doubled each time, bounded, with jitter. */
export type BackoffPlan = { readonly firstMs: number; readonly maxMs: number };

/**
 * Exponential backoff with equal jitter: between half and the whole of `firstMs * 2^attempt`, at most `maxMs`.
 *
 * @param random a number in [0, 1), a parameter so that tests decide
 */
export function backoffMs(plan: BackoffPlan, attempt: number, random: number): number {
  const whole = Math.min(plan.maxMs, plan.firstMs * 2 ** Math.min(attempt, 30));
  return whole / 2 + (whole / 2) * random;
}
