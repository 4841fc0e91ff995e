import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDaemon } from '../support/daemon.ts';
import { createNamespace, kernelRows, type Namespace, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { macs, sorted } from '../support/rows.ts';
import { until } from '../support/until.ts';

async function equal(namespace: Namespace, redis: RedisServer): Promise<void> {
  let kernel: unknown;
  let database: unknown;
  const same = async (): Promise<boolean> => {
    kernel = sorted(await kernelRows(namespace));
    database = sorted(await macs(redis));
    return JSON.stringify(kernel) === JSON.stringify(database);
  };
  await until('kernel and database are equal', same).catch(() => assert.deepEqual(database, kernel));
}

test('rows follow their interface through renames, deletion and the reuse of its number', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(200, { dev: 'Ethernet4' }).filter((line) => line.includes(' 10.')));
  await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  await equal(namespace, redis);

  // A rename needs the link down, which empties it; permanent neighbors come back under the new name.
  await namespace.batch(['link set Ethernet4 down', 'link set Ethernet4 name Ethernet8', 'link set Ethernet8 up']);
  await namespace.batch(neighborCommands(20, { dev: 'Ethernet8' }).filter((line) => line.includes(' 10.')));
  await equal(namespace, redis);
  assert.ok([...(await macs(redis)).keys()].every((key) => key.startsWith('Ethernet8:')));

  // The same number, another name, at once.
  const index = /^(\d+):/.exec(await namespace.ip('link', 'show', 'Ethernet8'))?.[1] ?? '';
  await namespace.batch([
    'link del Ethernet8',
    `link add Ethernet12 index ${index} type veth peer name peer12`,
    'link set peer12 up',
    'link set Ethernet12 up',
    'neigh add 10.0.9.9 lladdr 02:00:00:00:09:09 dev Ethernet12 nud permanent',
  ]);
  await equal(namespace, redis);
  assert.deepEqual([...(await macs(redis)).keys()], ['Ethernet12:10.0.9.9']);
  assert.equal(await daemon.metric('neighsyncd_parked_neighbors'), 0);
  assert.equal(await daemon.metric('neighsyncd_kernel_resyncs_total'), 1, 'link changes need no dump');
});

test('a live rename keeps the neighbors, and their rows change names', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(100));
  await using _daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  const renamed = await namespace.ip('link', 'set', 'Ethernet0', 'name', 'Ethernet16').then(
    () => true,
    () => false,
  );
  // Kernels before 6.x refuse to rename an interface that is up; this one allows it.
  assert.equal(renamed, true);
  await equal(namespace, redis);
  assert.ok([...(await macs(redis)).keys()].every((key) => key.startsWith('Ethernet16:')));
});

test('leaving a bridge is not the end of an interface', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(20));
  await namespace.batch(['link add br0 type bridge', 'link set br0 up', 'link set Ethernet4 master br0']);
  await namespace.batch(['neigh add 10.0.3.3 lladdr 02:00:00:00:03:03 dev Ethernet4 nud permanent']);
  await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  await namespace.batch([
    'link set Ethernet4 nomaster',
    'neigh add 10.0.3.4 lladdr 02:00:00:00:03:04 dev Ethernet4 nud permanent',
  ]);
  await equal(namespace, redis);
  assert.equal(await daemon.metric('neighsyncd_links'), 6);
});

test('states that give no row take the row away', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  const dev = ['dev', 'Ethernet0'] as const;
  await namespace.batch(neighborCommands(12));
  await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  await namespace.batch([
    `neigh replace 10.0.0.2 lladdr ff:ff:ff:ff:ff:ff ${dev.join(' ')} nud permanent`,
    `neigh replace 10.0.0.4 lladdr 02:00:00:00:00:01 ${dev.join(' ')} nud noarp`,
    `neigh replace 10.0.0.6 lladdr 00:00:00:00:00:00 ${dev.join(' ')} nud permanent`,
    `neigh replace 10.0.0.8 lladdr 02:00:00:00:08:04 ${dev.join(' ')} nud stale`,
    `neigh change 10.0.0.10 ${dev.join(' ')} nud failed`,
    `neigh add fe80::7 lladdr 02:00:00:00:00:07 ${dev.join(' ')} nud permanent`,
    `neigh add ff02::7 lladdr 02:00:00:00:00:07 ${dev.join(' ')} nud permanent`,
    `neigh add ff05::7 lladdr 02:00:00:00:00:07 ${dev.join(' ')} nud permanent`,
  ]);
  await until('the last change has its row', async () => (await macs(redis)).has('Ethernet0:ff05::7'));
  const keys = new Set((await macs(redis)).keys());
  for (const gone of ['10.0.0.2', '10.0.0.4', '10.0.0.6', '10.0.0.10', 'fe80::7', 'ff02::7']) {
    assert.equal(keys.has(`Ethernet0:${gone}`), false, gone);
  }
  assert.equal(keys.has('Ethernet0:10.0.0.8'), true);
  const { body } = await daemon.get('/metrics');
  for (const rule of ['broadcast_mac', 'noarp', 'zero_mac', 'failed', 'link_local', 'multicast']) {
    assert.match(body, new RegExp(`events_ignored_total\\{rule="${rule}"\\} [1-9]`), rule);
  }
});
