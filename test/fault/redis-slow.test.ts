import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGES } from '../support/changes.ts';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createProxiedScene } from '../support/proxied-scene.ts';
import { converged, recovered } from '../support/scene.ts';
import { calm, healthy } from '../support/vitals.ts';

test('Redis is slow, by each reply or in pieces of 3 bytes: nothing is given up, and all is written', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createProxiedScene();
  const { proxy, namespace, daemon } = made;
  proxy.slow({ pieceBytes: 65_536, delayMs: [50, 200] });
  await namespace.batch(CHANGES);
  await calm(daemon);
  await converged(made);
  await namespace.batch(neighborCommands(400, { mac: '02:00:66' }));
  proxy.slow({ pieceBytes: 3, delayMs: [0, 2] });
  await converged(made);
  await namespace.batch(neighborCommands(400, { mac: '02:00:67' }));
  proxy.slow(undefined);
  await recovered(t, made, performance.now());
  await healthy(daemon);
  assert.equal(await daemon.metric('neighsyncd_redis_errors_total'), 0);
  assert.equal(await daemon.metric('neighsyncd_events_failed_total'), 0);
  await daemon.stop();
});
