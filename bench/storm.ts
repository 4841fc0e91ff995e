import type { FloodStep } from '../test/support/start-flood.ts';

export const STORM_ROUNDS = 8;

/** That many new neighbors, then another MAC for all of them seven times. */
export function stormSteps(neighbors: number): readonly FloodStep[] {
  return Array.from({ length: STORM_ROUNDS }, (_, round) => ({ op: 'add', count: neighbors, round }));
}
