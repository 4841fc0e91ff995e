import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startConsumer } from '../support/consumer.ts';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { converged, createScene } from '../support/scene.ts';

test('an interface joins a bridge, moves to another and leaves it: its neighbors keep their rows, untouched', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ settings: ['deployment.output=producer'] });
  const { namespace, daemon, redis } = scene;
  await using consumer = await startConsumer(redis);
  await namespace.batch([
    ...['br0', 'br1'].flatMap((bridge) => [`link add ${bridge} type bridge`, `link set ${bridge} up`]),
    ...neighborCommands(100, { dev: 'Ethernet4', mac: '02:00:04' }),
  ]);
  await consumer.took(400);
  const before = consumer.operations.length;
  // Of a bridge port the kernel says DELLINK, too, in the family of bridges.
  for (const move of ['master br0', 'master br1', 'nomaster', 'master br1', 'nomaster'])
    await namespace.ip('link', 'set', 'Ethernet4', ...move.split(' '));
  await namespace.ip('neigh', 'add', '10.7.7.7', 'lladdr', '02:00:00:00:07:07', 'dev', 'Ethernet4', 'nud', 'permanent');
  await consumer.took(before + 1);
  await converged(scene);
  assert.deepEqual(
    consumer.operations.slice(before).map(({ op, key }) => `${op} ${key}`),
    ['SET Ethernet4:10.7.7.7'],
  );
  assert.equal(await daemon.metric('neighsyncd_links'), 7);
  assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2);
  await daemon.stop();
});
