import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BucketCounts } from './bucket-counts.ts';

test('each bound has the number of values that are at most it, exactly', () => {
  const bounds = [0.1, 0.5, 1, 5];
  const anyValue = fc.oneof(fc.constantFrom(...bounds), fc.double({ min: 0, max: 10, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.tuple(anyValue, fc.integer({ min: 1, max: 4 }))), (values) => {
      const counts = new BucketCounts(bounds);
      for (const [value, times] of values) counts.add(value, times);
      const until = (bound: number): number =>
        values.reduce((sum, [value, times]) => (value <= bound ? sum + times : sum), 0);
      const { cumulative, count, sum } = counts.read();
      assert.deepEqual(cumulative, bounds.map(until));
      assert.equal(count, until(Number.POSITIVE_INFINITY));
      const expected = values.reduce((total, [value, times]) => total + value * times, 0);
      assert.ok(Math.abs(sum - expected) < 1e-9);
    }),
  );
});
