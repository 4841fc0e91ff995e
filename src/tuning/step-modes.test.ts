import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KNOBS, texts, tunerBench } from '../../test/support/tuner-bench.ts';
import { knobLimits } from './tuned-knobs.ts';

test('advice turns nothing, and is not repeated in every window', () => {
  const { windows, state } = tunerBench({ mode: 'advise' });
  const decisions = windows(...Array.from({ length: 12 }, () => ({ p99Ms: 80 })));
  assert.deepEqual(texts(decisions.filter(({ kind }) => kind !== 'none')), [
    'advise batchTimeoutMs 100->40',
    'advise workers 2->3',
  ]);
  assert.deepEqual(state.knobs, KNOBS);
  const failing = Array.from({ length: 12 }, () => ({ failures: 500 }));
  const advice = tunerBench({ mode: 'advise' })
    .windows(...failing)
    .filter(({ kind }) => kind === 'advise');
  assert.equal(advice.length, 2);
});

test('the larger the table, the bolder; a hint is gone to at once, but never above what the consumer pops', () => {
  const waiting = { queue: 1_500, p99Ms: 20 };
  const first = (neighbors: number, maxBatch = 1000): string | undefined => {
    const configured = { ...KNOBS, batchSize: 60 };
    const { windows } = tunerBench({ strategy: 'auto', limits: knobLimits(configured, maxBatch) }, configured);
    const many = Array.from({ length: 3 }, () => ({ ...waiting, neighbors }));
    return texts(windows(...many)).find((text) => text.startsWith('change'));
  };
  assert.equal(first(999), 'change batchSize 60->90');
  assert.equal(first(1_000), 'change batchSize 60->100');
  assert.equal(first(10_001), 'change batchSize 60->500');
  assert.equal(first(10_001, 128), 'change batchSize 60->128');
});

test('confidence grows with the distance from the threshold and with the rows', () => {
  const confidence = (p99Ms: number, rows: number): number => {
    const decision = tunerBench().windows({ p99Ms, rows, events: rows }, { p99Ms, rows, events: rows }).at(-1);
    return decision?.kind === 'change' ? decision.confidence : -1;
  };
  assert.ok(confidence(100, 1000) > confidence(55, 1000));
  assert.ok(confidence(100, 1000) > confidence(100, 200));
  assert.equal(confidence(500, 5000), 1);
});
