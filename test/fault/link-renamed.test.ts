import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, recovered, type Scene } from '../support/scene.ts';

test('an interface is renamed while it is up: its 1,000 neighbors stay, and their rows change names', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 1_000 });
  const sinceMs = performance.now();
  await scene.namespace.ip('link', 'set', 'Ethernet0', 'name', 'Ethernet16');
  await recovered(t, scene, sinceMs);
  await allUnder(scene, 'Ethernet16', 1_000);
  assert.ok((await scene.daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2, 'a renaming needs no dump');
});

test('an interface is taken down to be renamed: the rows go, and those of new neighbors have the new name', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene();
  await scene.namespace.batch([
    'link set Ethernet0 down',
    'link set Ethernet0 name Ethernet8',
    'link set Ethernet8 up',
  ]);
  await scene.namespace.batch(neighborCommands(20, { dev: 'Ethernet8', mac: '02:00:08' }));
  await converged(scene);
  await allUnder(scene, 'Ethernet8', 20);
});

test('two interfaces swap their names: each row is where its neighbor is', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 100 });
  await scene.namespace.batch(neighborCommands(60, { dev: 'Ethernet4', mac: '02:00:04' }));
  await converged(scene);
  await scene.namespace.batch([
    'link set Ethernet0 name swapping',
    'link set Ethernet4 name Ethernet0',
    'link set swapping name Ethernet4',
  ]);
  await converged(scene);
  const rows = await macs(scene.redis);
  assert.equal(rows.get('Ethernet0:10.0.0.2'), '02:00:04:00:02:04');
  assert.equal(rows.get('Ethernet4:10.0.0.2'), '02:00:00:00:02:04');
  assert.equal(rows.size, 160);
});

async function allUnder({ redis }: Scene, name: string, count: number): Promise<void> {
  const keys = [...(await macs(redis)).keys()];
  assert.equal(keys.length, count);
  assert.deepEqual(
    keys.filter((key) => !key.startsWith(`${name}:`)),
    [],
  );
}
