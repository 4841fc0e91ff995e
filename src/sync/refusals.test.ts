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
  assert.equal(few.dueInMs(1000, 0), undefined);
  assert.equal(few.dueInMs(998, 0), undefined);
  assert.equal(few.dueInMs(997, 0), 0);
  const many = refusing(1000, 500);
  assert.equal(many.dueInMs(991, 0), undefined);
  assert.equal(many.dueInMs(990, 0), 0);
  assert.equal(refusing(1000, 0).dueInMs(0, 0), undefined, 'nobody waits');
});

test('a table that overflows again and again is read at most every 10 s', () => {
  const refusals = refusing(1000, 3);
  assert.equal(refusals.take(1000, 5_000), false);
  assert.equal(refusals.take(990, 5_000), true);
  assert.equal(refusals.take(990, 5_001), false);
  assert.equal(refusals.dueInMs(990, 5_001), 9_999);
  assert.equal(refusals.take(990, 15_000), true);
});
