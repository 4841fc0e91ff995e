import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backoffMs } from './backoff.ts';

const anyPlan = fc
  .tuple(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 1_000_000 }))
  .map(([firstMs, more]) => ({ firstMs, maxMs: firstMs + more }));
const anyAttempt = fc.integer({ min: 0, max: 2 ** 31 });
/** [0, 1), as Math.random() gives. */
const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a pause lies between half and the whole of the doubled first one, and never above the maximum', () => {
  fc.assert(
    fc.property(anyPlan, anyAttempt, anyRandom, (plan, attempt, random) => {
      const whole = Math.min(plan.maxMs, plan.firstMs * 2 ** attempt);
      const pause = backoffMs(plan, attempt, random);
      assert.ok(pause >= whole / 2, `${pause} is below half of ${whole}`);
      assert.ok(pause <= whole, `${pause} is above ${whole}`);
    }),
  );
});

test('with the same chance a later pause is never shorter', () => {
  fc.assert(
    fc.property(anyPlan, fc.integer({ min: 0, max: 100 }), anyRandom, (plan, attempt, random) => {
      assert.ok(backoffMs(plan, attempt + 1, random) >= backoffMs(plan, attempt, random));
    }),
  );
});

test('pauses double until they reach the maximum', () => {
  const plan = { firstMs: 100, maxMs: 1000 };
  const pauses = [0, 1, 2, 3, 4, 5].map((attempt) => backoffMs(plan, attempt, 0));
  assert.deepEqual(pauses, [50, 100, 200, 400, 500, 500]);
  assert.equal(backoffMs(plan, 0, 0.5), 75);
});
