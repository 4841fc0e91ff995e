import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered } from '../support/scene.ts';
import { flood } from '../support/start-flood.ts';
import { until } from '../support/until.ts';

const ROUNDS = 5;

test('neighbors come on interfaces whose own events were lost: their rows have the right names, and nothing waits for ever', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ settings: ['netlink.receive_buffer_bytes=8192'] });
  const { namespace, daemon } = scene;
  for (let round = 0; round < ROUNDS; round++) {
    const name = `Ethernet${20 + 4 * round}`;
    daemon.kill('SIGSTOP');
    await flood(namespace, { op: 'add', count: 1_000, round });
    await namespace.batch([`link add ${name} type bridge`, `link set ${name} up`]);
    daemon.kill('SIGCONT');
    // At once, so that some of these are heard of before the interface is.
    await namespace.batch(neighborCommands(200, { dev: name, mac: `02:00:2${round}` }));
  }
  await recovered(t, scene, performance.now());
  await until('nothing waits', async () => (await daemon.metric('neighsyncd_parked_neighbors')) === 0);
  assert.ok((await daemon.metric('neighsyncd_netlink_overruns_total')) >= ROUNDS);
  await daemon.stop();
});
