import type { KnobName } from './tuned-knobs.ts';

/** A knob that was turned, or should be. */
export type Turn = {
  readonly knob: KnobName;
  readonly from: number;
  readonly to: number;
  /** With the figures that it comes from. */
  readonly reason: string;
  /** 0 to 1: how far the figures are beyond the threshold, and how many rows they come from. */
  readonly confidence: number;
};

/**
 * What a step came to.
 *
 * - `none`: nothing to do, and why
 * - `change`: a knob is turned; unless it guards against harm, the windows after it decide whether it stays
 * - `advise`: it would be turned, were it allowed
 * - `undo`: the last change did not help, and is taken back
 * - `keep`: the last change helped, and stays
 */
export type Decision =
  | { readonly kind: 'none'; readonly reason: string }
  | ({ readonly kind: 'change' | 'advise' | 'undo' | 'keep' } & Turn);
