import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LogHistogram } from './log-histogram.ts';

const anyMs = fc.oneof(
  fc.double({ min: 0.001, max: 10, noNaN: true }),
  fc.double({ min: 0.001, max: 100_000, noNaN: true }),
  fc.constant(0),
);
const anyList = fc.array(fc.record({ ms: anyMs, times: fc.integer({ min: 1, max: 5 }) }), {
  minLength: 1,
  maxLength: 300,
});

/** What a sorted list has at a rank. */
function naive(values: readonly number[], rank: number): number {
  return values[Math.max(0, Math.ceil(rank * values.length) - 1)] ?? Number.NaN;
}

for (const bits of [4, 5, 6]) {
  test(`quantiles are those of the sorted values, to 1 part in ${2 ** (bits + 1)}`, () => {
    fc.assert(
      fc.property(anyList, fc.constantFrom(0.5, 0.95, 0.99, 0.999, 1), (added, rank) => {
        const histogram = new LogHistogram(bits);
        for (const { ms, times } of added) histogram.add(ms, times);
        const sorted = added.flatMap(({ ms, times }) => Array(times).fill(ms) as number[]).sort((a, b) => a - b);
        const expected = naive(sorted, rank);
        const tolerance = (expected / 2 ** (bits + 1)) * 1.000001 + 0.0011;
        assert.ok(
          Math.abs(histogram.quantile(rank) - expected) <= tolerance,
          `${histogram.quantile(rank)} ${expected}`,
        );
        assert.equal(histogram.count, sorted.length);
        assert.equal(histogram.min, sorted[0]);
        assert.equal(histogram.max, sorted.at(-1));
        const sum = sorted.reduce((total, ms) => total + ms, 0);
        assert.ok(Math.abs(histogram.mean - sum / sorted.length) <= 1e-9 * Math.max(1, sum));
      }),
    );
  });
}

test('merging two is adding all to one', () => {
  fc.assert(
    fc.property(anyList, anyList, (one, other) => {
      const [left, right, both] = [new LogHistogram(5), new LogHistogram(5), new LogHistogram(5)];
      for (const { ms, times } of one) left.add(ms, times);
      for (const { ms, times } of other) right.add(ms, times);
      for (const { ms, times } of [...one, ...other]) both.add(ms, times);
      left.merge(right);
      for (const rank of [0.1, 0.5, 0.99]) assert.equal(left.quantile(rank), both.quantile(rank));
      assert.deepEqual([left.count, left.min, left.max], [both.count, both.min, both.max]);
    }),
  );
});

test('an empty one is all zero, and so is one that was cleared', () => {
  const histogram = new LogHistogram(4);
  const reading = (): readonly number[] => {
    const { count, sum, min, max, mean } = histogram;
    return [count, sum, min, max, mean, histogram.quantile(0.5), histogram.countUntil(1000)];
  };
  assert.deepEqual(reading(), [0, 0, 0, 0, 0, 0, 0]);
  histogram.add(7);
  histogram.clear();
  assert.deepEqual(reading(), [0, 0, 0, 0, 0, 0, 0]);
});

test('what is far too long or negative is counted all the same', () => {
  const histogram = new LogHistogram(4);
  histogram.add(1e12);
  histogram.add(-1);
  assert.deepEqual([histogram.count, histogram.min, histogram.max], [2, 0, 1e12]);
  assert.equal(histogram.quantile(1), 1e12);
});

test('counts until a bound follow the bound, and have all at the greatest value', () => {
  const histogram = new LogHistogram(6);
  for (let ms = 1; ms <= 1000; ms++) histogram.add(ms);
  for (const bound of [10, 100, 500]) {
    assert.ok(Math.abs(histogram.countUntil(bound) - bound) <= Math.max(1, bound / 32), `${bound}`);
  }
  assert.equal(histogram.countUntil(1000), 1000);
  assert.equal(histogram.countUntil(0.5), 0);
});
