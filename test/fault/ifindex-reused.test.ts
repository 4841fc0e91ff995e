import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ifindexOf, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, recovered } from '../support/scene.ts';

for (const [how, settings, overrun] of [
  ['as it is told', [], false],
  ['while it does not listen', ['netlink.receive_buffer_bytes=8192'], true],
] as const) {
  test(`the number of an interface is used at once for one of another name, ${how}: no row stays under the old name`, async (t) => {
    if (!needRoot(t)) return;
    await using scene = await createScene({ settings });
    const { namespace, daemon } = scene;
    await namespace.batch(neighborCommands(200, { dev: 'Ethernet4' }));
    await converged(scene);
    const index = await ifindexOf(namespace, 'Ethernet4');
    if (overrun) daemon.kill('SIGSTOP');
    await namespace.batch([
      'link del Ethernet4',
      `link add Ethernet12 index ${index} type veth peer name peer12`,
      'link set peer12 up',
      'link set Ethernet12 up',
      ...neighborCommands(5, { dev: 'Ethernet12', mac: '02:00:12' }),
    ]);
    const sinceMs = performance.now();
    daemon.kill('SIGCONT');
    await recovered(t, scene, sinceMs);
    const keys = [...(await macs(scene.redis)).keys()];
    assert.equal(keys.filter((key) => key.startsWith('Ethernet12:')).length, 5);
    assert.equal(keys.length, 305);
    assert.equal(await daemon.metric('neighsyncd_parked_neighbors'), 0);
    assert.equal((await daemon.metric('neighsyncd_netlink_overruns_total')) > 0, overrun);
    if (!overrun) assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2, 'it needs no dump');
  });
}
