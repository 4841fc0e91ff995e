import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FIRST_KEY, type OrderKey } from './order-key.ts';
import { SortedKeys } from './sorted-keys.ts';

const key = fc.integer({ min: 0, max: 5_000 }).map((number) => String(number).padStart(4, '0') as OrderKey);

function filled(count: number, step = 1): { readonly keys: SortedKeys; readonly all: readonly OrderKey[] } {
  const all = Array.from({ length: count }, (_, number) => String(number * step).padStart(6, '0') as OrderKey);
  const keys = new SortedKeys();
  // In an order that meets the middle of blocks as well as their ends.
  for (const one of all.toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1))) keys.add(one);
  return { keys, all };
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
}

test('keys come in order, page by page, whatever the order in which they were added', () => {
  const { keys, all } = filled(5_000);
  const read: OrderKey[] = [];
  for (let page = keys.after(FIRST_KEY, 333); page.length > 0; page = keys.after(read.at(-1) ?? FIRST_KEY, 333))
    read.push(...page);
  assert.deepEqual(read, all);
  assert.equal(keys.size, 5_000);
});

test('a page begins after a key that is not there any more, as after one that is', () => {
  const { keys, all } = filled(3_000, 2);
  for (const place of [0, 511, 512, 1_023, 1_024, 2_998]) {
    const gone = all[place] ?? FIRST_KEY;
    keys.delete(gone);
    assert.deepEqual(keys.after(gone, 2), all.slice(place + 1, place + 3));
    keys.add(gone);
  }
});

test('any changes leave what a sorted set would have', () => {
  const change = fc.record({ add: fc.boolean(), key });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3_000, size: 'max' }), key, (changes, from) => {
      const keys = new SortedKeys();
      const model = new Set<OrderKey>();
      for (const { add, key: changed } of changes) {
        if (add) model.add(changed);
        else model.delete(changed);
        keys[add ? 'add' : 'delete'](changed);
      }
      const sorted = [...model].sort();
      assert.equal(keys.size, sorted.length);
      assert.deepEqual(keys.after(FIRST_KEY, 10_000), sorted);
      assert.deepEqual(keys.after(from, 5), sorted.filter((one) => one > from).slice(0, 5));
    }),
    { numRuns: 60 },
  );
});
