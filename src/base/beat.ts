import { pause } from './abort.ts';
import { systemClock } from './clock.ts';

/** A beat that is nearer than this share of the interval is left out: a timer that runs out early must not make two of one. */
const TOO_NEAR = 0.1;

/**
 * Waits for the next multiple of `intervalMs` of the monotonic clock, or less: it returns as soon as `signal` is aborted.
 *
 * What is done now and then is done together so, whoever does it: an idle process pays for waking up, not for what it does then.
 */
export function nextBeat(intervalMs: number, signal: AbortSignal): Promise<void> {
  return pause(untilBeatMs(systemClock.monotonicMs(), intervalMs), signal);
}

/** How long that is: more than 0, and at most 1.1 times `intervalMs`. */
export function untilBeatMs(nowMs: number, intervalMs: number): number {
  const left = intervalMs - (nowMs % intervalMs);
  return left < intervalMs * TOO_NEAR ? left + intervalMs : left;
}
