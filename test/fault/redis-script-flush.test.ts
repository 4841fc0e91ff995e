import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGES } from '../support/changes.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered } from '../support/scene.ts';
import { healthy } from '../support/vitals.ts';

test('scripts are flushed, and nobody notices', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  await made.redis.cli('SCRIPT', 'FLUSH');
  const flushed = performance.now();
  await made.namespace.batch(CHANGES);
  await recovered(t, made, flushed);
  await healthy(made.daemon);
  assert.equal(await made.daemon.metric('neighsyncd_redis_errors_total'), 0);
  assert.equal(await made.daemon.metric('neighsyncd_events_failed_total'), 0);
  await made.daemon.stop();
});
