import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { CHANGES } from '../support/changes.ts';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered } from '../support/scene.ts';
import { ailing, healthy } from '../support/vitals.ts';

const HANGS_MS = 10_000;

test('Redis hangs for 10 s: it is given up by the default timeouts, and all is written once it goes on', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene({ settings: ['redis.reconnect_max_ms=2000'] });
  const { redis, namespace, daemon } = made;
  await redis.kill('SIGSTOP');
  const goesOn = pause(HANGS_MS);
  await namespace.batch(CHANGES);
  await ailing(daemon, /Redis cannot be reached/);
  await namespace.batch(neighborCommands(400, { mac: '02:00:55' }));
  await goesOn;
  assert.equal(await daemon.metric('neighsyncd_redis_connected'), 0);
  await redis.kill('SIGCONT');
  await recovered(t, made, performance.now());
  await healthy(daemon);
  // What was in flight when it was given up may or may not have been written.
  assert.ok((await daemon.metric('neighsyncd_events_failed_total')) > 0);
  await daemon.stop();
});

test('Redis hangs for as long as short timeouts need to notice it', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene({
    settings: ['redis.ping_interval_ms=200', 'redis.socket_timeout_ms=500', 'redis.connect_timeout_ms=500'],
  });
  await made.redis.kill('SIGSTOP');
  await made.namespace.batch(CHANGES);
  await made.daemon.logged('Redis cannot be reached; changes are kept until it can');
  await made.redis.kill('SIGCONT');
  await recovered(t, made, performance.now());
  await healthy(made.daemon);
  await made.daemon.stop();
});
