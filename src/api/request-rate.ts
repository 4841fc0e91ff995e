import type { Clock } from '../base/clock.ts';

/** Lets through `perSecond` requests a second; as many at once when there were none for a second. */
export type RequestRate = {
  /** False when this one is too much. */
  readonly take: () => boolean;
};

export function createRequestRate(perSecond: number, clock: Pick<Clock, 'monotonicMs'>): RequestRate {
  let tokens = perSecond;
  let filledMs = clock.monotonicMs();
  return {
    take: () => {
      const nowMs = clock.monotonicMs();
      tokens = Math.min(perSecond, tokens + ((nowMs - filledMs) * perSecond) / 1_000);
      filledMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
