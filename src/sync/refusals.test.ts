import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusals } from './refusals.ts';

const ip = (number: number): Uint8Array => Uint8Array.of(10, number >> 16, (number >> 8) & 0xff, number & 0xff);

function refusing(limit: number, count: number): Refusals {
  const refusals = new Refusals(limit);
  for (let number = 0; number < count; number++) refusals.note(2, ip(number));
  return refusals;
}

test('a neighbor that is refused again and again is one, on each interface', () => {
  const refusals = refusing(1000, 3);
  refusals.note(2, ip(0));
  assert.equal(refusals.count, 3);
  refusals.note(3, ip(0));
  assert.equal(refusals.count, 4);
  refusals.forget(3, ip(0));
  refusals.forget(3, ip(1));
  assert.equal(refusals.count, 3);
  refusals.clear();
  assert.equal(refusals.count, 0);
});

test('beyond 10,000 they are only counted', () => {
  const refusals = refusing(1000, 10_002);
  assert.equal(refusals.count, 10_002);
  refusals.note(2, ip(0));
  refusals.forget(2, ip(10_001));
  assert.equal(refusals.count, 10_002);
  refusals.clear();
  assert.equal(refusals.count, 0);
});

test('another look is due once there is room for all of them, or for a hundredth of the table', () => {
  const few = refusing(1000, 3);
  assert.equal(few.dueFromMs(1000), undefined);
  assert.equal(few.dueFromMs(998), undefined);
  assert.equal(few.dueFromMs(997), 0);
  const many = refusing(1000, 500);
  assert.equal(many.dueFromMs(991), undefined);
  assert.equal(many.dueFromMs(990), 0);
  assert.equal(refusing(1000, 0).dueFromMs(0), undefined, 'nobody waits');
});

test('a table that overflows again and again is read at most every 10 s', () => {
  const refusals = refusing(1000, 3);
  assert.equal(refusals.take(1000, 5_000), false);
  assert.equal(refusals.take(990, 5_000), true);
  assert.equal(refusals.take(990, 5_001), false);
  assert.equal(refusals.dueFromMs(990), 15_000);
  assert.equal(refusals.take(990, 15_000), true);
});
