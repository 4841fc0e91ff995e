import type { Goal } from './judge.ts';
import type { TunerPlan } from './plan.ts';
import type { Strategy } from './strategy.ts';
import type { KnobName, TunedKnobs } from './tuned-knobs.ts';
import type { TunerWindow } from './tuner-window.ts';

export type Direction = 'raise' | 'lower';

/** One knob, which way, how far, and why. */
export type Move = {
  readonly knob: KnobName;
  readonly direction: Direction;
  readonly to: number;
  readonly goal: Goal;
  /** Only to see whether it helps: then luck is to be ruled out. */
  readonly isGuess: boolean;
  readonly reason: string;
  readonly confidence: number;
};

/** More at once because rows wait: asked for, not guessed, so it stays unless it does harm. Windows with a queue tell little of p99. */
export function isForBacklog({ isGuess, goal, direction }: Move): boolean {
  return !isGuess && goal === 'speed' && direction === 'raise';
}

/** What a move is remembered by. */
export type MoveName = `${KnobName} ${Direction}`;

export function nameOf({ knob, direction }: Pick<Move, 'knob' | 'direction'>): MoveName {
  return `${knob} ${direction}`;
}

/** What moves are made from. `recent` are the windows under the knobs in force, the newest last, as many as evidence takes. */
export type Situation = {
  readonly plan: TunerPlan;
  readonly strategy: Strategy;
  readonly knobs: TunedKnobs;
  readonly recent: readonly TunerWindow[];
};

/** The next value that way, within the limits of plan and strategy; undefined when there is none. */
export function nextValue(situation: Situation, knob: KnobName, direction: Direction): number | undefined {
  const { knobs, strategy, plan } = situation;
  const { min, max } = plan.limits[knob];
  const value = knobs[knob];
  if (direction === 'lower') {
    const lower = Math.max(lowered(situation, knob), min);
    return lower < value ? lower : undefined;
  }
  const higher = Math.min(raised(situation, knob), max, ceiling(strategy, knob));
  return higher > value ? higher : undefined;
}

/** A hint that lies that way is gone to at once. */
function raised({ knobs, strategy }: Situation, knob: KnobName): number {
  const value = knobs[knob];
  switch (knob) {
    case 'batchSize':
      return value < strategy.hintBatch ? strategy.hintBatch : Math.round(value * strategy.factor);
    case 'batchTimeoutMs':
      return Math.round(value * 1.5);
    case 'workers':
      return value + strategy.workerStep;
    case 'coalesceMs':
      return value === 0 ? 1 : Math.round(value * strategy.factor);
    case 'receiveBufferBytes':
      return value * 2;
  }
}

function lowered({ knobs, strategy, recent }: Situation, knob: KnobName): number {
  const value = knobs[knob];
  switch (knob) {
    case 'batchSize':
      return value > strategy.hintBatch ? strategy.hintBatch : Math.round(value / strategy.factor);
    case 'batchTimeoutMs': {
      // To halve what does not bind changes nothing: half of what rows really waited.
      const longest = Math.max(...recent.map(({ p99Ms = value }) => p99Ms));
      return Math.round(Math.min(value, longest) / 2);
    }
    case 'workers':
      return value - strategy.workerStep;
    case 'coalesceMs':
      return Math.floor(value / strategy.factor);
    case 'receiveBufferBytes':
      return value;
  }
}

function ceiling({ maxBatch, maxWorkers, maxCoalesceMs }: Strategy, knob: KnobName): number {
  const bounds: Partial<Record<KnobName, number>> = {
    batchSize: maxBatch,
    workers: maxWorkers,
    coalesceMs: maxCoalesceMs,
  };
  return bounds[knob] ?? Number.POSITIVE_INFINITY;
}

/**
 * How much a figure is to be trusted.
 *
 * @param margin how far it is beyond its threshold, as a share of the threshold
 * @param rows how many rows it comes from
 */
export function confidenceOf(margin: number, rows: number): number {
  const clear = 0.4 + 0.6 * Math.min(1, Math.max(0, margin));
  const amount = 0.5 + 0.5 * Math.min(1, rows / 1000);
  return Math.round(clear * amount * 100) / 100;
}
