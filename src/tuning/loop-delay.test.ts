import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { LoopDelayWatch } from './loop-delay.ts';

test('what keeps the main thread is seen, and nothing is when nothing is watched', async () => {
  const watch = new LoopDelayWatch();
  assert.equal(watch.take(), undefined);
  watch.watch(5);
  await pause(30);
  const endMs = performance.now() + 100;
  while (performance.now() < endMs) {}
  await pause(30);
  const seen = watch.take();
  assert.ok(seen !== undefined && seen.maxMs > 50 && seen.maxMs >= seen.p99Ms, JSON.stringify(seen));
  watch.watch(0);
  assert.equal(watch.take(), undefined);
});
