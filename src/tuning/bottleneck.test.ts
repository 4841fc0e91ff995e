import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowSummary } from '../../test/fixtures/window-summary.ts';
import { findBottleneck, stageShares } from './bottleneck.ts';

const KNOBS = { batchSize: 100, batchTimeoutMs: 100, workers: 2 };

test('shares add up to the whole', () => {
  assert.deepEqual(stageShares(windowSummary({ receive: 1, decode: 0.5, decide: 0.5, queue: 2, write: 4 })), {
    receive: 0.125,
    decode: 0.0625,
    decide: 0.0625,
    queue: 0.25,
    write: 0.5,
  });
});

test('nothing measured, no bottleneck', () => {
  assert.equal(
    findBottleneck(windowSummary({ receive: 0, decode: 0, decide: 0, queue: 0, write: 0 }), KNOBS),
    undefined,
  );
});

test('a slow database is named with its scripts', () => {
  const found = findBottleneck(
    windowSummary({ receive: 0.2, decode: 0.1, decide: 0.1, queue: 0.8, write: 2.8 }),
    KNOBS,
  );
  assert.deepEqual(found, {
    stage: 'write',
    cause: 'redis',
    share: 0.7,
    evidence:
      'write: 70 % of the end-to-end mean of 4.0 ms (p99 4.0 ms); write p50 2.8 ms; script p50 2.8 ms for 10 rows, 2 in flight',
  });
});

test('rows that wait for a batch that does not fill wait for batching', () => {
  const found = findBottleneck(windowSummary({ queue: 40 }), KNOBS);
  assert.deepEqual([found?.stage, found?.cause], ['queue', 'batching']);
  assert.match(found?.evidence ?? '', /^queue: 91 % .*; queue p50 40 ms; batches of 10 rows, of 100 that fit$/);
});

test('rows that wait longer than the timer keeps them wait for what costs more a row', () => {
  const busy = { meanBatch: 100 };
  const redis = findBottleneck(windowSummary({ queue: 600, decode: 0.004, decide: 0.004, write: 5 }, busy), KNOBS);
  assert.deepEqual([redis?.stage, redis?.cause], ['queue', 'redis']);
  const thread = findBottleneck(windowSummary({ queue: 600, decode: 0.02, decide: 0.02, write: 5 }, busy), KNOBS);
  assert.deepEqual([thread?.stage, thread?.cause], ['queue', 'main_thread']);
  const long = findBottleneck(windowSummary({ queue: 101, decode: 0.001, decide: 0.001 }), KNOBS);
  assert.equal(long?.cause, 'redis', 'whatever the size of the batches');
});

for (const stage of ['receive', 'decode', 'decide'] as const) {
  test(`most time in ${stage} is the main thread's`, () => {
    const found = findBottleneck(windowSummary({ [stage]: 30 }), KNOBS);
    assert.deepEqual([found?.stage, found?.cause], [stage, 'main_thread']);
    assert.match(found?.evidence ?? '', /receive p99 .* ms, decode and decide .* ms an event/);
  });
}
