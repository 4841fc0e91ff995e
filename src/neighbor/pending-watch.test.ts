import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mirror } from './mirror.ts';
import { Pending } from './pending.ts';

const A = 0x0a;
const B = 0x0b;

const address = (last: number) => Uint8Array.of(10, 0, 0, last);

/** Keys whose row is A. */
function keys(count: number) {
  const mirror = new Mirror();
  const pending = new Pending(mirror);
  const ids = Array.from({ length: count }, (_, last) => mirror.intern('Vlan10', address(last)));
  for (const id of ids) mirror.record(id, A);
  return { mirror, pending, ids };
}

test('a watch tells keys that nothing happens to from those that are written, or were being written', () => {
  const { pending, ids } = keys(4);
  const [quiet = 0, flying = 0, changed = 0, same = 0] = ids;
  pending.put(flying, { kind: 'set', mac: B }, 0);
  const [write = assert.fail('nothing to write')] = pending.take(10, 0);
  using watch = pending.watch(ids);
  pending.settle(write, 'written', 0);
  pending.put(changed, { kind: 'set', mac: B }, 0);
  pending.put(same, { kind: 'set', mac: A }, 0);
  const untouched = [quiet, flying, changed, same].map((id) => watch.isUntouched(id));
  assert.deepEqual(untouched, [true, false, false, false]);
});

test('a watch ends with nothing left of keys that have no row', () => {
  const { mirror, pending } = keys(1);
  const id = mirror.intern('Vlan10', address(99));
  const watch = pending.watch([id]);
  assert.equal(mirror.size, 2);
  watch[Symbol.dispose]();
  assert.equal(mirror.size, 1);
  assert.equal(watch.isUntouched(id), false);
});
