import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { CHANGES } from '../support/changes.ts';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { ailing, healthy } from '../support/vitals.ts';

test('the socket is removed: the connection goes on, and after its end a server under the same path is found', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  const { redis, namespace, daemon } = made;
  await rm(redis.socket);
  await namespace.batch(neighborCommands(50, { mac: '02:00:44' }));
  await until('the changes are written', async () => (await daemon.metric('neighsyncd_neighbors_updated_total')) >= 50);
  await healthy(daemon);
  assert.equal(await daemon.metric('neighsyncd_redis_errors_total'), 0);

  await redis.kill('SIGKILL');
  await namespace.batch(CHANGES);
  await ailing(daemon, /Redis cannot be reached/);
  await redis.restart();
  const restarted = performance.now();
  await recovered(t, made, restarted);
  await healthy(daemon);
  await daemon.stop();
});
