import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Change, DirtyQueue, type Revision } from './dirty-queue.ts';

const change: fc.Arbitrary<Change> = fc
  .record({
    intent: fc.oneof(
      fc.integer({ min: 0, max: 2 ** 48 - 1 }).map((mac) => ({ kind: 'set' as const, mac })),
      fc.constant({ kind: 'delete' as const }),
    ),
    stage: fc.constantFrom('plain', 'replace', 'after_delete'),
    revision: fc.integer({ min: 1, max: 2 ** 53 - 1 }).map((number) => number as Revision),
    sinceMs: fc.integer({ min: 0, max: 2 ** 40 }).map((micros) => micros / 1000),
    deferral: fc.option(fc.constant({ retryMs: 1.5, forceMs: 1000 }), { nil: undefined }),
  })
  .map((fields) => ({ ...fields }));
const id = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 5_000 }));
const step = fc.oneof(
  fc.record({ op: fc.constant('set' as const), id, change }),
  fc.record({ op: fc.constant('delete' as const), id }),
);

test('it is a Map of changes: the same keys, the same order, the same changes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new DirtyQueue();
      const model = new Map<number, Change>();
      for (const one of steps) {
        if (one.op === 'set') {
          queue.set(one.id, one.change);
          model.set(one.id, one.change);
        } else {
          queue.delete(one.id);
          model.delete(one.id);
        }
        assert.equal(queue.size, model.size);
        assert.equal(queue.firstSinceMs, [...model.values()][0]?.sinceMs);
        assert.equal(queue.has(one.id), model.has(one.id));
        assert.deepEqual(queue.get(one.id), model.get(one.id));
      }
      assert.deepEqual(
        [...queue.ids()].map((key) => [key, queue.get(key)]),
        [...model],
      );
    }),
  );
});

test('the key that is looked at may be deleted meanwhile, and set anew behind the others', () => {
  const queue = new DirtyQueue();
  const plain: Change = { intent: { kind: 'delete' }, stage: 'plain', revision: 1 as Revision, sinceMs: 0 };
  for (const key of [3, 1, 2]) queue.set(key, plain);
  const seen: number[] = [];
  for (const key of queue.ids()) {
    seen.push(key);
    queue.delete(key);
    if (seen.length < 5) queue.set(key, plain);
  }
  assert.deepEqual(seen, [3, 1, 2, 3, 1, 2, 3].slice(0, seen.length));
  assert.ok(seen.length >= 3);
});
