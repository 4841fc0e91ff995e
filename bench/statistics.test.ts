import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile, spreadOf } from './statistics.ts';

test('a percentile is a figure that was measured: the least that so many do not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, place) => 100 - place);
  assert.equal(percentile(hundred, 0.5), 50);
  assert.equal(percentile(hundred, 0.99), 99);
  assert.equal(percentile(hundred, 0.999), 100);
  assert.equal(percentile(hundred, 1), 100);
  assert.equal(percentile([5], 0), 5);
  assert.equal(percentile([], 0.5), Number.NaN);
});

test('figures are ordered as numbers, and left as they were', () => {
  const figures = [10, 9, 100];
  assert.deepEqual(spreadOf(figures), { median: 10, min: 9, max: 100 });
  assert.deepEqual(figures, [10, 9, 100]);
});
