import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Intent } from './dirty-queue.ts';
import { ZERO_MAC } from './mac.ts';
import { Mirror, type Published, type RowId } from './mirror.ts';
import { Pending, type PendingWrite, type WriteOutcome } from './pending.ts';

const A = 0x0a;
const B = 0x0b;
const DELETE: Intent = { kind: 'delete' };

function set(mac: number): Intent {
  return { kind: 'set', mac };
}

/** Pending changes of some keys, with what the database holds under each at the start. */
function keysWith(...stored: readonly Published[]) {
  const mirror = new Mirror();
  const pending = new Pending(mirror);
  const ids = stored.map((published, number) => {
    const id = mirror.intern('Vlan10', Uint8Array.of(10, 0, 0, number));
    mirror.record(id, published);
    return id;
  });
  const [id = assert.fail('no key')] = ids;
  /** What would be written now, as text. */
  const take = (nowMs = 0, limit = 100) => pending.take(limit, nowMs);
  /** Takes the one write that is due and settles it. */
  const write = (outcome: WriteOutcome, nowMs = 0): string => {
    const [only, ...others] = take(nowMs);
    assert.ok(only !== undefined && others.length === 0);
    pending.settle(only, outcome, nowMs);
    return text(only);
  };
  return { mirror, pending, ids, id, take, write };
}

function text({ kind, mac }: PendingWrite): string {
  return kind === 'delete' ? kind : `${kind} ${mac.toString(16)}`;
}

function idle(pending: Pending): void {
  assert.deepEqual([pending.dirty, pending.inFlight, pending.oldestMs], [0, 0, undefined]);
}

describe('a change', () => {
  test('waits, is taken once, and is in the mirror once it is written', () => {
    const { mirror, pending, id, take } = keysWith('none');
    assert.equal(pending.put(id, set(A), 100), 'queued');
    assert.deepEqual([pending.dirty, pending.inFlight, pending.oldestMs], [1, 0, 100]);
    const [write = assert.fail()] = take(101);
    assert.deepEqual({ ...write }, { id, kind: 'set', mac: A, revision: write.revision, sinceMs: 100 });
    assert.deepEqual(take(101), []);
    assert.deepEqual([pending.dirty, pending.inFlight], [0, 1]);
    assert.equal(mirror.published(id), 'none');
    pending.settle(write, 'written', 102);
    assert.equal(mirror.published(id), A);
    idle(pending);
  });

  test('that is overtaken while it waits is not written; the time of the first is kept', () => {
    const { pending, id, take } = keysWith('none');
    assert.equal(pending.put(id, set(A), 100), 'queued');
    assert.equal(pending.put(id, set(B), 200), 'coalesced');
    const writes = take(300);
    assert.deepEqual(writes.map(text), ['set b']);
    assert.equal(writes[0]?.sinceMs, 100);
  });

  test('to what the database holds is suppressed', () => {
    const { pending, ids } = keysWith(A, 'none');
    const [a = assert.fail(), b = assert.fail()] = ids;
    assert.equal(pending.put(a, set(A), 0), 'suppressed');
    assert.equal(pending.put(b, DELETE, 0), 'suppressed');
    idle(pending);
  });

  test('to what the database may not hold is written', () => {
    for (const intent of [set(A), DELETE]) {
      const { pending, id, write } = keysWith('unsure');
      assert.equal(pending.put(id, intent, 0), 'queued');
      assert.equal(write('written'), intent.kind === 'set' ? 'set a' : 'delete');
    }
  });

  test('and back to what is published cancels out', () => {
    const { mirror, pending, id, take } = keysWith(A);
    pending.put(id, set(B), 0);
    assert.equal(pending.put(id, set(A), 0), 'suppressed');
    assert.deepEqual(take(), []);
    pending.put(id, DELETE, 0);
    assert.equal(pending.put(id, set(A), 0), 'suppressed');
    assert.equal(mirror.published(id), A);
    idle(pending);
  });

  test('and back to nothing cancels out, and the key is forgotten', () => {
    const { mirror, pending, id } = keysWith('none');
    pending.put(id, set(A), 0);
    assert.equal(pending.put(id, DELETE, 0), 'suppressed');
    idle(pending);
    assert.equal(mirror.size, 0);
  });

  test('comes to an end with its key when the delete is written', () => {
    const { mirror, pending, id, write } = keysWith(A);
    pending.put(id, DELETE, 0);
    assert.equal(write('written'), 'delete');
    idle(pending);
    assert.equal(mirror.size, 0);
  });

  test('waits in line: the longest waiting first, and no more than were asked for', () => {
    const { pending, ids, take } = keysWith('none', 'none', 'none');
    for (const [place, id] of ids.entries()) pending.put(id, set(place + 1), place);
    pending.put(ids[0] ?? assert.fail(), set(9), 10);
    assert.deepEqual(take(0, 2).map(text), ['set 9', 'set 2']);
    assert.equal(pending.oldestMs, 2);
    assert.deepEqual(take(0, 2).map(text), ['set 3']);
  });

  test('is dropped by a clear, and with it the key that has no row', () => {
    const { mirror, pending, ids } = keysWith('none', A);
    for (const id of ids) pending.put(id, set(B), 0);
    pending.clear();
    idle(pending);
    assert.equal(mirror.size, 1);
    assert.equal(mirror.rows, 1);
  });
});

describe('while a key is in flight', () => {
  test('it is not taken again, others are', () => {
    const { pending, ids, take } = keysWith('none', 'none');
    const [a = assert.fail(), b = assert.fail()] = ids;
    pending.put(a, set(A), 0);
    const [flying = assert.fail()] = take();
    assert.equal(pending.put(a, set(B), 0), 'queued');
    pending.put(b, set(A), 0);
    assert.deepEqual(
      take().map(({ id }) => id),
      [b],
    );
    pending.settle(flying, 'written', 0);
    const [next] = take();
    assert.ok(next !== undefined && next.revision > flying.revision);
    assert.equal(text(next), 'set b');
  });

  test('what it will hold anyway is suppressed', () => {
    const { pending, id, take } = keysWith('none');
    pending.put(id, set(A), 0);
    take();
    assert.equal(pending.put(id, set(B), 0), 'queued');
    assert.equal(pending.put(id, set(A), 0), 'suppressed');
    assert.deepEqual([pending.dirty, pending.inFlight], [0, 1]);
  });

  test('a delete is not suppressed although the database has no row yet', () => {
    const { pending, id, take, write } = keysWith('none');
    pending.put(id, set(A), 0);
    const [flying = assert.fail()] = take();
    assert.equal(pending.put(id, DELETE, 0), 'queued');
    pending.settle(flying, 'written', 0);
    assert.equal(write('written'), 'delete');
  });

  test('a set is not suppressed although the row is still there', () => {
    const { pending, id, take, write } = keysWith(A);
    pending.put(id, DELETE, 0);
    const [flying = assert.fail()] = take();
    assert.equal(pending.put(id, set(A), 0), 'queued');
    pending.settle(flying, 'written', 0);
    assert.equal(write('written'), 'set a');
  });
});

describe('a write with unknown outcome', () => {
  test('makes the row unsure and is written again', () => {
    const { mirror, pending, id, write } = keysWith(A);
    pending.put(id, set(B), 100);
    assert.equal(write('unknown'), 'set b');
    assert.equal(mirror.published(id), 'unsure');
    assert.deepEqual([pending.dirty, pending.oldestMs], [1, 100]);
    assert.equal(write('written'), 'set b');
    assert.equal(mirror.published(id), B);
    idle(pending);
  });

  test('is not written again when a newer intent waits, which then is written whatever it is', () => {
    const { pending, id, take, write } = keysWith(A);
    pending.put(id, set(B), 0);
    const [flying = assert.fail()] = take();
    pending.put(id, set(A), 0);
    pending.settle(flying, 'unknown', 0);
    assert.equal(write('written'), 'set a');
    idle(pending);
  });

  test('is forgotten with its key only when the delete is certain', () => {
    const { mirror, pending, id, write } = keysWith(A);
    pending.put(id, DELETE, 0);
    write('unknown');
    assert.equal(mirror.find('Vlan10', mirror.ip(id)), id);
    write('written');
    assert.equal(mirror.size, 0);
    idle(pending);
  });
});

test('a result that comes twice, or for a write that is not the one in flight, changes nothing', () => {
  const { mirror, pending, id, take } = keysWith('none');
  pending.put(id, set(A), 0);
  const [first = assert.fail()] = take();
  pending.settle(first, 'written', 0);
  pending.put(id, set(ZERO_MAC), 0);
  const [second = assert.fail()] = take();
  pending.settle(first, 'written', 0);
  pending.settle({ ...first, mac: B }, 'unknown', 0);
  assert.deepEqual([mirror.published(id), pending.dirty, pending.inFlight], [A, 0, 1]);
  pending.settle(second, 'written', 0);
  assert.equal(mirror.published(id), ZERO_MAC);
  idle(pending);
});

test('without a mirror entry of its own, no key shares the fate of another', () => {
  const { mirror, pending, ids } = keysWith(A, B, 'none');
  const [a = assert.fail(), b, c = assert.fail()] = ids as readonly RowId[];
  pending.put(a, DELETE, 0);
  pending.put(c, set(A), 0);
  for (const write of pending.take(100, 0)) pending.settle(write, write.id === a ? 'written' : 'unknown', 0);
  assert.deepEqual(
    [...mirror.ids()].map((id) => [id, mirror.published(id)]),
    [
      [b, B],
      [c, 'unsure'],
    ],
  );
});
