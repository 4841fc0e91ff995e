import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip } from '../../test/support/sync-world.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';
import type { ChangeListener } from '../sync/chronicle.ts';
import { splitKey } from './order-key.ts';
import { WatchLog } from './watch-log.ts';

/** A log of four changes. */
function bench() {
  const listeners = new Set<ChangeListener>();
  let revision = 100;
  const clock = createVirtualClock();
  const inspection = {
    get revision() {
      return revision;
    },
    size: 0 as number,
    follow: (listener: ChangeListener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
  const log = new WatchLog({ inspection, clock, remembered: 4 });
  const change = (...lasts: readonly number[]): void => {
    for (const last of lasts) {
      revision++;
      for (const listener of listeners) listener('Ethernet0', ip(last), false);
    }
  };
  const read = (after: number, limit = 10) => {
    const { keys, last } = log.read(after, limit);
    return { lasts: [...keys].map((key) => splitKey(key)?.ip[3]), last };
  };
  return { log, clock, change, read, followed: () => listeners.size, inspection };
}

test('changes are read on from anywhere among the last ones, each neighbor once', () => {
  const { log, change, read } = bench();
  using _watch = log.open();
  change(1, 2, 1);
  assert.deepEqual(read(100), { lasts: [1, 2], last: 103 });
  assert.deepEqual(read(101, 1), { lasts: [2], last: 102 });
  assert.deepEqual(read(103), { lasts: [], last: 103 });
});

test('what came before the watch, or was overwritten, is not known; what is yet to come is neither', () => {
  const { log, change } = bench();
  assert.equal(log.knows(100), false, 'nobody watches');
  using _watch = log.open();
  assert.deepEqual(
    [99, 100, 101].map((at) => log.knows(at)),
    [false, true, false],
  );
  change(1, 2, 3, 4);
  assert.deepEqual(
    [99, 100, 104].map((at) => log.knows(at)),
    [false, true, true],
  );
  change(5);
  assert.deepEqual(
    [100, 101, 105].map((at) => log.knows(at)),
    [false, true, true],
  );
});

test('the log grows with the table, and loses nothing by that', () => {
  const { log, change, read, inspection } = bench();
  using _watch = log.open();
  change(1, 2, 3);
  inspection.size = 10;
  change(4, 5, 6, 7, 8, 9, 10);
  assert.equal(log.knows(100), true);
  assert.deepEqual(read(100), { lasts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], last: 110 });
  change(...Array.from({ length: 11 }, () => 11));
  assert.deepEqual([log.knows(100), log.knows(101)], [false, true]);
});

test('changes are remembered for five minutes after the last watch, and nothing costs anything after that', () => {
  const { log, clock, change, followed } = bench();
  {
    using _watch = log.open();
    change(1);
  }
  assert.equal(log.watches, 0);
  clock.advanceTo(299_999);
  change(2);
  assert.equal(log.knows(100), true);
  clock.advanceTo(300_000);
  assert.deepEqual([log.knows(100), followed()], [false, 0]);
});

test('who waits is woken by a change, by time, or by the end', async () => {
  const { log, clock, change } = bench();
  using _watch = log.open();
  const ending = new AbortController();
  const woken: string[] = [];
  const wait = async (name: string, timeoutMs: number, signal: AbortSignal): Promise<void> => {
    await log.next(log.last, timeoutMs, signal);
    woken.push(name);
  };
  const { signal } = new AbortController();
  const all = [wait('time', 10, signal), wait('end', 1_000, ending.signal), wait('change', 1_000, signal)];
  clock.advanceTo(10);
  await all[0];
  ending.abort();
  await all[1];
  change(1);
  await all[2];
  assert.deepEqual(woken, ['time', 'end', 'change']);
  await log.next(100, 1_000, signal);
});
