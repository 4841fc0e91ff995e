import type { StrategyChoice } from './strategy.ts';
import type { KnobLimits } from './tuned-knobs.ts';

/** What the tuner is asked to do. */
export type TunerPlan = {
  /** Whether knobs are turned, or only said how. */
  readonly mode: 'advise' | 'apply';
  readonly strategy: StrategyChoice;
  readonly targetP99Ms: number;
  /** Rows per second that are enough: below a tenth of it nothing is tried out, and nothing is called a backlog. */
  readonly targetRate: number;
  readonly limits: KnobLimits;
};
