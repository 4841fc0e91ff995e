import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Intent } from './dirty-queue.ts';
import { ZERO_MAC } from './mac.ts';
import { Mirror, type Published } from './mirror.ts';
import { Pending, type PendingWrite, type WriteOutcome } from './pending.ts';

const A = 0x0a;
const DELETE: Intent = { kind: 'delete' };
const ZERO: Intent = { kind: 'set', mac: ZERO_MAC };
const SET_A: Intent = { kind: 'set', mac: A };

/** Pending changes of one key. `write` takes the one write that is due and settles it. */
function keyWith(stored: Published) {
  const mirror = new Mirror();
  const pending = new Pending(mirror);
  const id = mirror.intern('Vlan10', Uint8Array.of(10, 0, 0, 1));
  mirror.record(id, stored);
  const put = (...intents: readonly Intent[]) => intents.map((intent) => pending.put(id, intent, 0)).at(-1);
  const take = (nowMs = 0): PendingWrite => {
    const [only, ...others] = pending.take(100, nowMs);
    assert.ok(only !== undefined && others.length === 0);
    return only;
  };
  const write = (outcome: WriteOutcome, nowMs = 0): string => {
    const taken = take(nowMs);
    pending.settle(taken, outcome, nowMs);
    return taken.kind === 'delete' ? taken.kind : `${taken.kind} ${taken.mac.toString(16)}`;
  };
  const published = () => mirror.published(id);
  const done = () => pending.dirty + pending.inFlight === 0;
  return { mirror, pending, id, put, take, write, published, done };
}

describe('a delete and then a zero MAC is a replace', () => {
  test('the delete is written first, and the set once the consumer has taken it', () => {
    const { put, write, published, done } = keyWith(A);
    assert.equal(put(DELETE, ZERO), 'coalesced');
    assert.equal(write('written'), 'delete');
    assert.equal(published(), 'none');
    assert.equal(write('written'), 'set_when_consumed 0');
    assert.equal(published(), ZERO_MAC);
    assert.ok(done());
  });

  test('the set does not go before the delete is acknowledged', () => {
    const { pending, put, take } = keyWith(A);
    put(DELETE, ZERO);
    const first = take();
    assert.deepEqual(pending.take(100, 0), []);
    pending.settle(first, 'unknown', 0);
    assert.equal(take().kind, 'delete');
  });

  test('also when the zero is said again and again', () => {
    const { put, write, done } = keyWith(A);
    put(DELETE, ZERO, ZERO, ZERO);
    assert.deepEqual([write('written'), write('written')], ['delete', 'set_when_consumed 0']);
    assert.ok(done());
  });

  test('also when the delete is in flight, or written, before the zero comes', () => {
    const flying = keyWith(A);
    flying.put(DELETE);
    const first = flying.take();
    flying.put(ZERO);
    flying.pending.settle(first, 'written', 0);
    assert.equal(flying.write('written'), 'set_when_consumed 0');

    const written = keyWith('none');
    written.put(ZERO);
    assert.equal(written.write('written'), 'set_when_consumed 0');
  });

  test('and the delete is repeated when it is not known whether it was written', () => {
    const { pending, put, take, write, done } = keyWith(A);
    put(DELETE);
    const first = take();
    put(ZERO);
    pending.settle(first, 'unknown', 0);
    assert.deepEqual([write('written'), write('written')], ['delete', 'set_when_consumed 0']);
    assert.ok(done());
  });
});

describe('a replace that is overtaken', () => {
  test('by a MAC is one plain set', () => {
    const { put, write, done } = keyWith(A);
    put(DELETE, ZERO, { kind: 'set', mac: 0x0b });
    assert.equal(write('written'), 'set b');
    assert.ok(done());
  });

  test('by the MAC that is published is nothing', () => {
    const { put, done, published } = keyWith(A);
    assert.equal(put(DELETE, ZERO, SET_A), 'suppressed');
    assert.ok(done());
    assert.equal(published(), A);
  });

  test('by a delete while its own delete is in flight ends with that', () => {
    for (const outcome of ['written', 'unknown'] as const) {
      const { mirror, pending, put, take, write, done } = keyWith(A);
      put(DELETE, ZERO);
      const first = take();
      assert.equal(put(DELETE), 'suppressed');
      pending.settle(first, outcome, 0);
      if (outcome === 'unknown') assert.equal(write('written'), 'delete');
      assert.ok(done());
      assert.equal(mirror.size, 0);
    }
  });

  test('by a delete and a zero while its own delete is in flight goes on', () => {
    const { pending, put, take, write, done } = keyWith(A);
    put(DELETE, ZERO);
    const first = take();
    put(DELETE, ZERO);
    pending.settle(first, 'written', 0);
    assert.equal(write('written'), 'set_when_consumed 0');
    assert.ok(done());
  });

  test('by a delete while its set waits for the consumer is nothing more', () => {
    const { mirror, put, write, done } = keyWith(A);
    put(DELETE, ZERO);
    write('written');
    assert.equal(write('deferred'), 'set_when_consumed 0');
    assert.equal(put(DELETE), 'suppressed');
    assert.ok(done());
    assert.equal(mirror.size, 0);
  });
});

test('a zero MAC over a row, without a delete, is one plain set', () => {
  const { put, write, published, done } = keyWith(A);
  put(ZERO);
  assert.equal(write('written'), 'set 0');
  assert.equal(published(), ZERO_MAC);
  assert.ok(done());
});

test('a delete and then a MAC is one plain set', () => {
  const { put, write, done } = keyWith(A);
  put(DELETE, { kind: 'set', mac: 0x0b });
  assert.equal(write('written'), 'set b');
  assert.ok(done());
});

describe('a set that the consumer is not ready for', () => {
  test('needs no delete when one came while it was in flight: nothing was written', () => {
    const { mirror, pending, put, take, done } = keyWith('none');
    put(ZERO);
    const flying = take(1000);
    assert.equal(put(DELETE), 'queued');
    pending.settle(flying, 'deferred', 1000);
    assert.ok(done());
    assert.equal(mirror.size, 0);
  });

  test('is tried again after 10 ms, and nothing was written', () => {
    const { pending, put, write, published } = keyWith('none');
    put(ZERO);
    assert.equal(write('deferred', 1000), 'set_when_consumed 0');
    assert.equal(published(), 'none');
    assert.equal(pending.dirty, 1);
    assert.deepEqual(pending.take(100, 1009), []);
    assert.equal(write('written', 1010), 'set_when_consumed 0');
    assert.equal(pending.forced, 0);
  });

  test('is written all the same one second after the first try', () => {
    const { pending, put, write, done } = keyWith('none');
    put(ZERO);
    for (let nowMs = 1000; nowMs < 2000; nowMs += 100) assert.equal(write('deferred', nowMs), 'set_when_consumed 0');
    assert.equal(pending.forced, 0);
    assert.equal(write('written', 2000), 'set 0');
    assert.equal(pending.forced, 1);
    assert.ok(done());
  });

  test('does not wait any longer for being asked for again', () => {
    const { pending, put, write } = keyWith('none');
    put(ZERO);
    for (let nowMs = 1000; nowMs < 2000; nowMs += 100) {
      assert.equal(write('deferred', nowMs), 'set_when_consumed 0');
      assert.equal(put(ZERO), 'coalesced');
      assert.deepEqual(pending.take(100, nowMs + 9), []);
    }
    assert.equal(write('written', 2000), 'set 0');
  });
});
