import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { slicesOf } from './slices.ts';

test('all values come, in order, and no slice but the last is short', () => {
  const property = fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (values, size) => {
    const slices = [...slicesOf(values, size)];
    assert.deepEqual(slices.flat(), values);
    for (const slice of slices.slice(0, -1)) assert.equal(slice.length, size);
    const last = slices.at(-1);
    assert.ok(last === undefined ? values.length === 0 : last.length > 0 && last.length <= size);
  });
  fc.assert(property);
});

test('a slice is not taken before it is asked for', () => {
  const taken: number[] = [];
  const values = [1, 2, 3, 4, 5].values().map((value) => {
    taken.push(value);
    return value;
  });
  const slices = slicesOf(values, 2);
  assert.deepEqual(
    [slices.next().value, taken],
    [
      [1, 2],
      [1, 2],
    ],
  );
});
