import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ifindexOf, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, recovered } from '../support/scene.ts';

const ANEW = [
  'link del Ethernet4',
  'link add Ethernet4 type veth peer name peer4',
  'link set peer4 up',
  'link set Ethernet4 up',
];

for (const [how, settings, overrun] of [
  ['as it is told', [], false],
  ['while it does not listen', ['netlink.receive_buffer_bytes=8192'], true],
] as const) {
  test(`an interface is deleted and made anew under its name, ${how}: only its new neighbors have rows`, async (t) => {
    if (!needRoot(t)) return;
    await using scene = await createScene({ settings });
    const { namespace, daemon } = scene;
    await namespace.batch(neighborCommands(400, { dev: 'Ethernet4', mac: '02:00:04' }));
    await converged(scene);
    const before = await ifindexOf(namespace, 'Ethernet4');
    if (overrun) daemon.kill('SIGSTOP');
    // Some have the MAC that they had, some another one, some do not come back.
    await namespace.batch([
      ...ANEW,
      ...neighborCommands(200, { dev: 'Ethernet4', mac: '02:00:04' }),
      ...neighborCommands(100, { dev: 'Ethernet4', mac: '02:00:44' }),
    ]);
    const sinceMs = performance.now();
    daemon.kill('SIGCONT');
    await recovered(t, scene, sinceMs);
    assert.notEqual(await ifindexOf(namespace, 'Ethernet4'), before);
    const keys = [...(await macs(scene.redis)).keys()];
    assert.equal(keys.filter((key) => key.startsWith('Ethernet4:')).length, 200);
    assert.equal((await daemon.metric('neighsyncd_netlink_overruns_total')) > 0, overrun);
    assert.equal(await daemon.metric('neighsyncd_parked_neighbors'), 0);
  });
}
