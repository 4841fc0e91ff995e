import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, recovered } from '../support/scene.ts';
import { until } from '../support/until.ts';

test('an interface is set down: all its rows go, those of permanent neighbors too, and no others', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 1_000 });
  const { namespace, redis, daemon } = scene;
  await namespace.batch([
    ...neighborCommands(50, { dev: 'Ethernet4', mac: '02:00:04' }),
    'neigh add 10.0.200.1 lladdr 02:00:00:00:20:01 dev Ethernet0 nud stale',
    'neigh add 10.0.200.2 lladdr 02:00:00:00:20:02 dev Ethernet0 nud noarp extern_learn',
  ]);
  await until('all rows are there', async () => (await redis.cli('DBSIZE')) === '1052');
  const sinceMs = performance.now();
  await namespace.ip('link', 'set', 'Ethernet0', 'down');
  await recovered(t, scene, sinceMs);
  assert.deepEqual(new Set([...(await macs(redis)).keys()].map((key) => key.split(':')[0])), new Set(['Ethernet4']));

  await namespace.batch(['link set Ethernet0 up', ...neighborCommands(30, { mac: '02:00:99' })]);
  await converged(scene);
  assert.equal((await macs(redis)).size, 80);
  assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2);
  await daemon.stop();
});
