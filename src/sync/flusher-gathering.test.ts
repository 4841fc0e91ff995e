import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flusherBench } from '../../test/support/flusher-bench.ts';
import { turns } from '../../test/support/turn.ts';
import { systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';

/** No timer ever runs out: whatever goes is sent by what happens. */
const TIMELESS = { ...systemClock, after: () => () => {} };
const KNOBS = { batchSize: 100, batchTimeoutMs: 500, verifyIntervalMs: 0 };

for (const workers of [1, 2, 16]) {
  test(`what gathers during a script goes when it ends, with ${workers} of them allowed in flight`, async () => {
    const { scripts, flusher, put } = flusherBench({ ...KNOBS, workers }, TIMELESS);
    flusher.open();
    for (let last = 1; last <= 4; last++) {
      put(last);
      flusher.notify();
    }
    assert.deepEqual(
      scripts.map(({ batch }) => batch.length),
      [1],
    );
    scripts[0]?.end();
    await turns(2);
    assert.deepEqual(
      scripts.map(({ batch }) => batch.length),
      [1, 3],
    );
  });
}

test('after a script that failed what has gathered waits for the pause to be over', async () => {
  const { scripts, flusher, put } = flusherBench({ ...KNOBS, workers: 2 }, TIMELESS);
  flusher.open();
  put(1);
  flusher.notify();
  put(2);
  flusher.notify();
  scripts[0]?.end(new DaemonError('redis_unavailable', { op: 'test' }));
  await turns(2);
  put(3);
  flusher.notify();
  assert.equal(scripts.length, 1);
});
