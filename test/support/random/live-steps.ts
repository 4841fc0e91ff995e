import fc from 'fast-check';
import { type KernelStep, kernelStep, PLACES, PORT_NAMES } from './kernel-steps.ts';

/** What happens to a daemon between the real kernel and a real Redis, as plain data. */
export type LiveStep =
  | KernelStep
  /** Its connections are cut, its database is emptied, its scripts are forgotten, its server is killed and started anew. */
  | { readonly kind: 'redis'; readonly what: 'cut' | 'flush' | 'scripts' | 'restart' }
  /** It stands still while all this happens, and again and again. */
  | { readonly kind: 'stall'; readonly steps: readonly KernelStep[]; readonly rounds: number }
  | { readonly kind: 'foreign'; readonly what: 'wrong' | 'missing' | 'odd' | 'bogus'; readonly pick: number }
  | { readonly kind: 'wait'; readonly ms: number };

const step: fc.Arbitrary<LiveStep> = fc.oneof(
  { weight: 40, arbitrary: kernelStep },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('redis' as const),
      what: fc.constantFrom('cut' as const, 'flush' as const, 'scripts' as const, 'restart' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('stall' as const),
      steps: fc.array(kernelStep, { minLength: 5, maxLength: 15, size: 'max' }),
      rounds: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('foreign' as const),
      what: fc.constantFrom('wrong' as const, 'missing' as const, 'odd' as const, 'bogus' as const),
      pick: fc.nat({ max: 50 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(5, 50, 250) }) },
);

/** A day of a daemon; all three ports are there when it begins. */
export function liveSchedule(seed: number): readonly LiveStep[] {
  const [steps = []] = fc.sample(fc.array(step, { minLength: 40, maxLength: 60, size: 'max' }), { seed, numRuns: 1 });
  return [...PLACES.map((place) => ({ kind: 'name' as const, place, name: PORT_NAMES[place] })), ...steps];
}
