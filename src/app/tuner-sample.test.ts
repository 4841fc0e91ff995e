import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINE_STATUS } from '../../test/support/engine-status.ts';
import { createCounters } from '../sync/counters.ts';
import { createSampler } from './tuner-sample.ts';

/** An engine, a recorder and a clock that the test sets. */
function bench() {
  const counters = createCounters();
  const set = { ready: true, nowMs: 0, p99Ms: 3, rows: 0 };
  const sample = createSampler({
    engine: { status: () => ({ ...ENGINE_STATUS, counters, ready: set.ready, pending: 4 }) },
    recorder: {
      lap: () => ({ count: set.rows, minMs: 1, meanMs: 1, maxMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: set.p99Ms, p999Ms: 1 }),
    },
    monitor: { receiveBufferBytes: 2000 },
    nowMs: () => set.nowMs,
  });
  return { sample, counters, set };
}

test('a window is what has happened since the last one', () => {
  const { sample, counters, set } = bench();
  counters.added = 7;
  assert.equal(sample(), undefined);
  Object.assign(counters, { events: 500, added: 207, updated: 90, deleted: 10, writeFailures: 3, overruns: 2 });
  Object.assign(set, { nowMs: 2000, rows: 300 });
  const window = sample();
  assert.deepEqual(
    [window?.durationMs, window?.rows, window?.events, window?.failures, window?.overruns, window?.p99Ms],
    [2000, 300, 500, 3, 2, 3],
  );
  assert.deepEqual([window?.queue, window?.receiveBufferBytes], [4, 1000]);
  assert.ok((window?.cpu ?? -1) >= 0);
  set.rows = 0;
  assert.equal(sample()?.p99Ms, undefined);
});

test('what a start or a lost connection brings is no window', () => {
  const { sample, set } = bench();
  set.ready = false;
  assert.equal(sample(), undefined);
  set.ready = true;
  assert.equal(sample(), undefined, 'it began before both sides were known');
  assert.notEqual(sample(), undefined);
});
