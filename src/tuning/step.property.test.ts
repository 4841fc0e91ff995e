import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Decision } from './decision.ts';
import type { TunerPlan } from './plan.ts';
import { initialState, step } from './step.ts';
import { KNOB_LABELS, type KnobName, knobLimits, type TunedKnobs } from './tuned-knobs.ts';
import type { TunerWindow } from './tuner-window.ts';

/** Fixed, so that it fails for everybody or for nobody. */
const RUNS = { seed: 20_260, numRuns: 300 };
const KNOB_NAMES = Object.keys(KNOB_LABELS) as readonly KnobName[];

const anyWindow: fc.Arbitrary<TunerWindow> = fc.record({
  durationMs: fc.constantFrom(1_000, 60_000),
  rows: fc.constantFrom(0, 50, 200, 1_000, 1_000, 1_000, 30_000),
  events: fc.constantFrom(0, 1_000, 1_000, 1_000, 30_000),
  failures: fc.constantFrom(0, 0, 0, 10, 100, 1_000),
  p99Ms: fc.constantFrom(undefined, 0.5, 5, 30, 60, 400),
  cpu: fc.constantFrom(0, 0.3, 0.7, 0.95, 1.8),
  queue: fc.constantFrom(0, 0, 900, 1_500, 100_000),
  overruns: fc.constantFrom(0, 0, 0, 1, 40),
  memoryBytes: fc.constantFrom(50, 50, 150, 250),
  memoryDegradedBytes: fc.constant(100),
  memoryUnhealthyBytes: fc.constant(200),
  neighbors: fc.constantFrom(10, 5_000, 50_000),
  receiveBufferBytes: fc.constantFrom(0, 212_992, 1_000_000_000),
});

/** A configuration, and what the consumer pops. */
const anyStart = fc
  .record({
    batchSize: fc.integer({ min: 10, max: 1000 }),
    batchTimeoutMs: fc.integer({ min: 10, max: 500 }),
    workers: fc.integer({ min: 1, max: 16 }),
    coalesceMs: fc.integer({ min: 0, max: 5 }),
    receiveBufferBytes: fc.integer({ min: 4_096, max: 268_435_456 }),
    maxBatch: fc.constantFrom(1, 20, 128, 1000),
    strategy: fc.constantFrom('auto' as const, 'conservative' as const, 'balanced' as const, 'aggressive' as const),
    mode: fc.constantFrom('apply' as const, 'apply' as const, 'advise' as const),
  })
  .map(({ maxBatch, strategy, mode, ...rest }) => {
    const knobs: TunedKnobs = { ...rest, batchSize: Math.min(rest.batchSize, maxBatch) };
    const limits = knobLimits(knobs, maxBatch);
    const plan: TunerPlan = { mode, strategy, targetP99Ms: 50, targetRate: 1_000, limits };
    return { knobs, maxBatch, plan };
  });

test('whatever comes: within bounds, one knob at a time, nothing when idle, no larger batch while writes fail', () => {
  fc.assert(
    fc.property(anyStart, fc.array(anyWindow, { maxLength: 120 }), ({ knobs, maxBatch, plan }, windows) => {
      let state = initialState(knobs);
      for (const window of windows) {
        const before = state;
        const { decision, state: after } = step(plan, before, window);
        state = after;
        for (const knob of KNOB_NAMES) {
          const { min, max } = plan.limits[knob];
          assert.ok(after.knobs[knob] >= min && after.knobs[knob] <= max, `${knob} is ${after.knobs[knob]}`);
          assert.ok(Number.isInteger(after.knobs[knob]));
        }
        assert.ok(after.knobs.batchSize <= maxBatch);
        assert.ok(after.knobs.receiveBufferBytes >= before.knobs.receiveBufferBytes);
        const turned = KNOB_NAMES.filter((knob) => after.knobs[knob] !== before.knobs[knob]);
        const acts = decision.kind === 'change' || decision.kind === 'undo';
        assert.deepEqual(turned, acts ? [decision.knob] : []);
        if (acts) assert.equal(after.knobs[decision.knob], decision.to);
        if (decision.kind !== 'none') assert.ok(decision.confidence >= 0 && decision.confidence <= 1);
        const idle = window.rows + window.failures < 100;
        if (idle && window.overruns === 0) assert.equal(after, before);
        if (idle)
          assert.deepEqual({ ...after.knobs, receiveBufferBytes: 0 }, { ...before.knobs, receiveBufferBytes: 0 });
        if (window.failures > 0.06 * window.rows) assert.ok(after.knobs.batchSize <= before.knobs.batchSize);
        if (plan.mode === 'advise') assert.deepEqual(after.knobs, knobs);
      }
    }),
    RUNS,
  );
});

test('the same windows make the same decisions', () => {
  fc.assert(
    fc.property(anyStart, fc.array(anyWindow, { maxLength: 60 }), ({ knobs, plan }, windows) => {
      const play = (): readonly Decision[] => {
        let state = initialState(knobs);
        return windows.map((window) => {
          const { decision, state: after } = step(plan, state, window);
          state = after;
          return decision;
        });
      };
      assert.deepEqual(play(), play());
    }),
    RUNS,
  );
});

/** A pipeline in one formula: what a script costs, what a row costs, and what waits for a batch to fill. */
type Plant = {
  readonly rate: number;
  readonly scriptMs: number;
  readonly rowMs: number;
  readonly waits: boolean;
  readonly noise: readonly number[];
};

const anyPlant: fc.Arbitrary<Plant> = fc.record({
  rate: fc.constantFrom(1_000, 5_000, 20_000),
  scriptMs: fc.constantFrom(0.2, 1, 4),
  rowMs: fc.constantFrom(0.005, 0.02, 0.06),
  waits: fc.boolean(),
  noise: fc.array(fc.double({ min: 0.96, max: 1.04, noNaN: true }), { minLength: 7, maxLength: 7 }),
});

function respond(plant: Plant, knobs: TunedKnobs, place: number): TunerWindow {
  const { rate, scriptMs, rowMs, waits, noise } = plant;
  // Two scripts run at once, more only wait for each other.
  const perRowMs = rowMs + scriptMs / knobs.batchSize / Math.min(2, knobs.workers);
  const capacity = 1_000 / perRowMs;
  const served = Math.min(rate, capacity);
  const fillMs = waits ? Math.min(knobs.batchTimeoutMs, (knobs.batchSize / rate) * 1_000) : 0;
  const jitter = noise[place % noise.length] ?? 1;
  const writeMs = scriptMs + rowMs * knobs.batchSize;
  const p99Ms = (fillMs + writeMs * knobs.workers * 0.5 + knobs.coalesceMs + (rate > capacity ? 2_000 : 0)) * jitter;
  return {
    durationMs: 1_000,
    rows: Math.round(served * (rate > capacity ? jitter : 1)),
    events: rate,
    failures: 0,
    p99Ms,
    cpu: 0.4,
    queue: rate > capacity ? 100_000 : 0,
    overruns: 0,
    memoryBytes: 50,
    memoryDegradedBytes: 100,
    memoryUnhealthyBytes: 200,
    neighbors: 5_000,
    receiveBufferBytes: 1_000_000_000,
  };
}

const SETTLED = 90;

test('under a steady load it settles: at most two changes in ten windows, no worse than it began', () => {
  fc.assert(
    fc.property(anyStart, anyPlant, ({ knobs, plan }, plant) => {
      let state = initialState(knobs);
      const changes: number[] = [];
      for (let place = 0; place < SETTLED + 100; place++) {
        const { decision, state: after } = step({ ...plan, mode: 'apply' }, state, respond(plant, state.knobs, place));
        state = after;
        if (decision.kind === 'change' || decision.kind === 'undo') changes.push(place);
      }
      for (let from = SETTLED; from < SETTLED + 90; from++) {
        const within = changes.filter((place) => place >= from && place < from + 10);
        assert.ok(within.length <= 2, `changed in the windows ${within.join(' ')}`);
      }
      const figures = (settings: TunedKnobs): readonly number[] => {
        const quiet = { ...plant, noise: [1] };
        const { rows, p99Ms = 0, queue } = respond(quiet, settings, 0);
        return queue > 0 ? [1, -rows] : [0, p99Ms];
      };
      const [began, ended] = [figures(knobs), figures(state.phase.kind === 'trying' ? state.phase.knobs : state.knobs)];
      assert.ok((ended[0] ?? 0) <= (began[0] ?? 0));
      if (ended[0] === began[0]) assert.ok((ended[1] ?? 0) <= (began[1] ?? 0) * (ended[0] === 0 ? 1 : 0.999) + 0.001);
    }),
    RUNS,
  );
});
