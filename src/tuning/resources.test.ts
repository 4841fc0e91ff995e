import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResourceWatch, SAMPLE_MS } from './resources.ts';

test('shares are those of the last minute, not of all the time', () => {
  let atMs = 0;
  let cpuMs = 0;
  const watch = new ResourceWatch(
    { monotonicMs: () => atMs },
    {
      cpuMs: () => cpuMs,
      loopActiveMs: () => cpuMs / 2,
      memory: () => ({ rss: 1, heapUsed: 2, external: 3 }),
      facts: () => ({ threads: 4, descriptors: undefined }),
      loopDelay: () => undefined,
    },
  );
  assert.deepEqual(watch.read(), {
    spanMs: 0,
    cpuShare: 0,
    loopShare: 0,
    rssBytes: 1,
    heapUsedBytes: 2,
    externalBytes: 3,
    threads: 4,
    descriptors: undefined,
    loopDelay: undefined,
  });
  const pass = (share: number, samples: number): void => {
    for (let sample = 0; sample < samples; sample++) {
      atMs += SAMPLE_MS;
      cpuMs += SAMPLE_MS * share;
      watch.sample();
    }
  };
  pass(1, 6);
  assert.deepEqual([watch.read().cpuShare, watch.read().loopShare, watch.read().spanMs], [1, 0.5, 30_000]);
  pass(0, 6);
  assert.deepEqual([watch.read().cpuShare, watch.read().spanMs], [0.5, 60_000]);
  pass(0.25, 12);
  assert.deepEqual([watch.read().cpuShare, watch.read().spanMs], [0.25, 60_000]);
});
