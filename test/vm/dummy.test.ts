import assert from 'node:assert/strict';
import { test } from 'node:test';
import { macs } from '../support/rows.ts';
import { converged, createScene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const COUNT = 200;
const GROUP = 7;

test('dummy interfaces', async (t) => {
  await using scene = await createScene({ neighbors: 10 });
  const { namespace, redis, daemon } = scene;
  const many = Array.from({ length: COUNT }, (_, index) => ({ name: `Ethernet${100 + index}`, low: index + 1 }));

  await t.test('200 are made with a neighbor each: every row is under its own interface', async () => {
    await namespace.batch(
      many.flatMap(({ name, low }) => [
        `link add ${name} group ${GROUP} type dummy`,
        `link set ${name} up`,
        `neigh add 10.9.0.${low} lladdr 02:00:00:00:30:${low.toString(16).padStart(2, '0')} dev ${name} nud permanent`,
      ]),
    );
    await converged(scene);
    assert.equal((await macs(redis)).size, COUNT + 10);
    assert.equal((await macs(redis)).get('Ethernet299:10.9.0.200'), '02:00:00:00:30:c8');
  });

  await t.test('Loopback0 is as any other: its neighbor has a row', async () => {
    await namespace.batch([
      'link add Loopback0 type dummy',
      'link set Loopback0 up',
      'addr add 10.1.0.32/32 dev Loopback0',
      'neigh add 10.1.0.33 lladdr 02:00:00:00:31:01 dev Loopback0 nud permanent',
    ]);
    await until('it is there', async () => (await macs(redis)).has('Loopback0:10.1.0.33'));
    await converged(scene);
  });

  await t.test('all are deleted in one go: their rows go, and no others', async () => {
    await namespace.ip('link', 'del', 'group', String(GROUP));
    await converged(scene);
    assert.equal((await macs(redis)).size, 11);
    assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2, 'none of it needs a dump');
    // Only a daemon that ends well leaves its compiled code to the next.
    await daemon.stop();
  });
});
