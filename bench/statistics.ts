import { median } from '../src/base/median.ts';

/** What some figures of the same thing have in common. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** Of one figure at least; NaN of none. */
export function spreadOf(figures: readonly number[]): Spread {
  return { median: median(figures), min: percentile(figures, 0), max: percentile(figures, 1) };
}

/** The least of the figures that `share` (0 to 1) of them do not exceed: nearest rank, so always one that was measured. */
export function percentile(figures: readonly number[], share: number): number {
  return ascending(figures)[Math.max(0, Math.ceil(share * figures.length) - 1)] ?? Number.NaN;
}

function ascending(figures: readonly number[]): readonly number[] {
  return [...figures].sort((a, b) => a - b);
}
