import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered } from '../support/scene.ts';

const ROUNDS = 480;

test('1,000 changes of links cost no reading of the kernel, and each row ends under the last name', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 100 });
  const { namespace, daemon } = scene;
  await namespace.batch(neighborCommands(50, { dev: 'Ethernet4', mac: '02:00:04' }));
  const rounds = Array.from({ length: ROUNDS }, (_, round) => [
    `link set Ethernet0 mtu ${2_000 + round}`,
    `link set ${nameOf(round)} name ${nameOf(round + 1)}`,
    ...(round % 24 === 0 ? [`link add new${round} type ifb`, `link del new${round}`] : []),
  ]);
  await namespace.batch(rounds.flat());
  await recovered(t, scene, performance.now());
  assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2);
  assert.equal(await daemon.metric('neighsyncd_netlink_overruns_total'), 0);
  assert.equal(await daemon.metric('neighsyncd_links'), 5);
  await daemon.stop();
});

function nameOf(round: number): string {
  return round === 0 ? 'Ethernet4' : `Ethernet${1_000 + round}`;
}
