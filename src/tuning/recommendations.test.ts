import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowSummary } from '../../test/fixtures/window-summary.ts';
import { KNOBS as CONFIGURED } from '../../test/support/tuner-bench.ts';
import type { StageName } from '../telemetry/measure.ts';
import type { WindowSummary } from '../telemetry/window-summary.ts';
import { findBottleneck } from './bottleneck.ts';
import { type Evidence, recommend } from './recommendations.ts';
import { knobLimits } from './tuned-knobs.ts';

const KNOBS = { batchSize: 100, batchTimeoutMs: 100, workers: 2 };

const goals = (maxBatch: number) => ({ targetP99Ms: 50, limits: knobLimits(CONFIGURED, maxBatch) });

/** Which knobs would be turned, from what to what. */
function turned(
  stagesMs: Partial<Record<StageName, number>>,
  window: Partial<WindowSummary> = {},
  changes: Partial<Evidence> = {},
) {
  const summary = windowSummary(stagesMs, window);
  const knobs = changes.knobs ?? KNOBS;
  const bottleneck = findBottleneck(summary, knobs);
  const evidence = { window: summary, bottleneck, resources: { cpuShare: 0.2 }, knobs, ...goals(1000), ...changes };
  return recommend(evidence).map(({ knob, from, to }) => [knob, from, to]);
}

test('what is fast enough is left as it is, also when nothing happens at all', () => {
  assert.deepEqual(turned({ queue: 40 }), []);
  assert.deepEqual(turned({ receive: 0, decode: 0, decide: 0, queue: 0, write: 0 }), []);
});

test('batches that do not fill get less time, within the bound', () => {
  assert.deepEqual(turned({ queue: 60 }), [['batchTimeoutMs', 100, 50]]);
  assert.deepEqual(turned({ queue: 60 }, {}, { knobs: { ...KNOBS, batchTimeoutMs: 75 } }), [
    ['batchTimeoutMs', 75, 37],
  ]);
});

test('full batches that rows wait for become larger, and more of them fly while there is processor for it', () => {
  const busy = { meanBatch: 100 };
  const stages = { queue: 600, decode: 0.001, decide: 0.001, write: 5 };
  const both = [
    ['batchSize', 100, 200],
    ['workers', 2, 3],
  ];
  assert.deepEqual(turned(stages, busy), both);
  assert.deepEqual(turned(stages, busy, goals(128)), [['batchSize', 100, 128], both[1]]);
  assert.deepEqual(turned(stages, busy, goals(100)), [both[1]]);
  assert.deepEqual(turned(stages, busy, { resources: { cpuShare: 0.5 } }), [both[0]]);
  assert.deepEqual(turned(stages, busy, { knobs: { ...KNOBS, workers: 16 } }), [both[0]]);
});

test('a slow script alone is no reason for more of them', () => {
  assert.deepEqual(turned({ write: 80 }), []);
});

test('a main thread that is busy cannot be helped by a knob', () => {
  assert.deepEqual(turned({ receive: 80 }), []);
});

test('writes that fail make scripts smaller, whatever the latency, and nothing else', () => {
  assert.deepEqual(turned({}, { errorRate: 0.06 }), [['batchSize', 100, 50]]);
  assert.deepEqual(turned({}, { errorRate: 0.05 }), []);
  assert.deepEqual(turned({}, { errorRate: 0.06 }, { knobs: { ...KNOBS, batchSize: 50 } }), []);
});

test('a recommendation has its figures', () => {
  const window = windowSummary({ queue: 60 });
  const bottleneck = findBottleneck(window, KNOBS);
  const [only] = recommend({ window, bottleneck, resources: { cpuShare: 0 }, knobs: KNOBS, ...goals(1000) });
  assert.deepEqual(only?.figures, { p99Ms: 64, meanBatch: 10 });
});
