import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { calm, healthy } from '../support/vitals.ts';

test('connections are cut again and again under a stream of changes: health tells, and no storm comes of it', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  const { namespace, daemon } = made;
  const stop = new AbortController();
  const cutting = (async () => {
    while (!stop.signal.aborted) {
      await cut(made);
      await pause(100);
    }
  })();
  try {
    for (const round of ['11', '12', '13', '14', '15', '16']) {
      await namespace.batch(neighborCommands(300, { mac: `02:00:${round}` }));
    }
    const degraded = async () => /"status":"degraded","reasons":\["Redis /.test((await daemon.get('/health')).body);
    await until('it says that it is degraded', degraded);
    await calm(daemon);
    await namespace.batch(neighborCommands(300, { mac: '02:00:17' }));
  } finally {
    stop.abort();
    await cutting;
  }
  await recovered(t, made, performance.now());
  await healthy(daemon);
  assert.ok((await daemon.metric('neighsyncd_redis_errors_total')) > 1);
  await daemon.stop();
});

/** Redis may cut redis-cli, too. */
async function cut({ redis }: Scene): Promise<void> {
  await redis.cli('CLIENT', 'KILL', 'TYPE', 'normal').catch(() => {});
}
