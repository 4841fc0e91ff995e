import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, recovered } from '../support/scene.ts';
import { flood } from '../support/start-flood.ts';

test('interfaces are deleted while events are lost: their rows go all the same, and nothing of them is kept', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ settings: ['netlink.receive_buffer_bytes=8192'] });
  const { namespace, daemon, redis } = scene;
  await namespace.batch([
    'link add Vlan10 type bridge',
    'link set Vlan10 up',
    ...neighborCommands(500, { dev: 'Ethernet4', mac: '02:00:04' }),
    ...neighborCommands(300, { dev: 'Vlan10', mac: '02:00:10' }),
  ]);
  await converged(scene);
  daemon.kill('SIGSTOP');
  await flood(namespace, { op: 'add', count: 2_000 });
  await namespace.batch(['link del Ethernet4', 'link del Vlan10']);
  const sinceMs = performance.now();
  daemon.kill('SIGCONT');
  await recovered(t, scene, sinceMs);
  assert.ok((await daemon.metric('neighsyncd_netlink_overruns_total')) >= 1);
  assert.equal((await macs(redis)).size, 2_300);
  assert.equal(await daemon.metric('neighsyncd_links'), 3);
  assert.equal(await daemon.metric('neighsyncd_parked_neighbors'), 0);
  await daemon.stop();
});
