import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestRate } from './request-rate.ts';

test('lets through a second of requests at once, then as many as the time allows, and saves up no more', () => {
  let nowMs = 5_000;
  const rate = createRequestRate(10, { monotonicMs: () => nowMs });
  const taken = (): number => {
    let count = 0;
    while (rate.take()) count++;
    return count;
  };
  assert.equal(taken(), 10);
  nowMs += 99;
  assert.equal(taken(), 0);
  nowMs += 1;
  assert.equal(taken(), 1);
  nowMs += 250;
  assert.equal(taken(), 2);
  nowMs += 3_600_000;
  assert.equal(taken(), 10);
});
