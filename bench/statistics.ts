/** What some figures of the same thing have in common. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number };

/** Of one figure at least; NaN of none. */
export function spreadOf(figures: readonly number[]): Spread {
  return { median: median(figures), min: percentile(figures, 0), max: percentile(figures, 1) };
}

/** The middle of some figures, of which there must be one at least; of two in the middle, their mean. */
export function median(figures: readonly number[]): number {
  const sorted = ascending(figures);
  const middle = (sorted.length - 1) / 2;
  const at = (place: number): number => sorted[place] ?? Number.NaN;
  return (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
}

/** The least of the figures that `share` (0 to 1) of them do not exceed: nearest rank, so always one that was measured. */
export function percentile(figures: readonly number[], share: number): number {
  return ascending(figures)[Math.max(0, Math.ceil(share * figures.length) - 1)] ?? Number.NaN;
}

function ascending(figures: readonly number[]): readonly number[] {
  return [...figures].sort((a, b) => a - b);
}
