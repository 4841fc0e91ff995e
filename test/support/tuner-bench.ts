import type { Decision } from '../../src/tuning/decision.ts';
import type { TunerPlan } from '../../src/tuning/plan.ts';
import { initialState, step, type TunerState } from '../../src/tuning/step.ts';
import { knobLimits, type TunedKnobs } from '../../src/tuning/tuned-knobs.ts';
import type { TunerWindow } from '../../src/tuning/tuner-window.ts';

export const KNOBS: TunedKnobs = {
  batchSize: 100,
  batchTimeoutMs: 100,
  workers: 2,
  coalesceMs: 1,
  receiveBufferBytes: 1_000_000,
};
const PLAN: TunerPlan = {
  mode: 'apply',
  strategy: 'balanced',
  targetP99Ms: 50,
  targetRate: 1000,
  limits: knobLimits(KNOBS, 1000),
};
/** A load under which all is well. */
export const WELL: TunerWindow = {
  durationMs: 1000,
  rows: 1000,
  events: 1000,
  failures: 0,
  p99Ms: 1,
  cpu: 0.2,
  queue: 0,
  overruns: 0,
  memoryBytes: 50,
  memoryDegradedBytes: 100,
  memoryUnhealthyBytes: 200,
  neighbors: 5_000,
  receiveBufferBytes: 1_000_000,
};

/** Steps through windows; what differs from `WELL` is given. */
export function tunerBench(plan: Partial<TunerPlan> = {}, knobs: Partial<TunedKnobs> = {}) {
  const whole = { ...PLAN, ...plan };
  let state: TunerState = initialState({ ...KNOBS, ...knobs });
  return {
    get state() {
      return state;
    },
    windows: (...windows: readonly Partial<TunerWindow>[]): readonly Decision[] =>
      windows.map((window) => {
        const stepped = step(whole, state, { ...WELL, ...window });
        state = stepped.state;
        return stepped.decision;
      }),
  };
}

/** `knob from->to` of what is not `none`, and what came of it. */
export function texts(decisions: readonly Decision[]): readonly string[] {
  return decisions.map((one) => (one.kind === 'none' ? one.reason : `${one.kind} ${one.knob} ${one.from}->${one.to}`));
}
