import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGES } from '../support/changes.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { ailing, calm, healthy } from '../support/vitals.ts';

const PAUSE_MS = 3_000;

test('CLIENT PAUSE ALL, shorter than the timeout: the changes are late, and nothing else happens', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  await made.redis.cli('CLIENT', 'PAUSE', String(PAUSE_MS), 'ALL');
  const endsMs = performance.now() + PAUSE_MS;
  await made.namespace.batch(CHANGES);
  await until('the changes wait', async () => (await made.daemon.metric('neighsyncd_pending_neighbors')) > 50);
  await calm(made.daemon);
  await recovered(t, made, endsMs);
  await healthy(made.daemon);
  assert.equal(await made.daemon.metric('neighsyncd_redis_errors_total'), 0);
  assert.equal(await made.daemon.metric('neighsyncd_events_failed_total'), 0);
  await made.daemon.stop();
});

test('CLIENT PAUSE WRITE, longer than the timeout: health tells, and what was in flight is written again', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene({
    settings: ['redis.ping_interval_ms=200', 'redis.socket_timeout_ms=500', 'redis.connect_timeout_ms=500'],
  });
  await made.redis.cli('CLIENT', 'PAUSE', String(PAUSE_MS), 'WRITE');
  const endsMs = performance.now() + PAUSE_MS;
  await made.namespace.batch(CHANGES);
  // PING is answered, so a new connection can be opened; but whatever a script does may be a write.
  await ailing(made.daemon, /Redis cannot be reached|the database is being read/);
  await recovered(t, made, endsMs);
  await healthy(made.daemon);
  assert.ok((await made.daemon.metric('neighsyncd_events_failed_total')) > 0);
  await made.daemon.stop();
});
