import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startConsumer } from '../support/consumer.ts';
import { launchDaemon } from '../support/daemon.ts';
import { kernelRows, neighborsOf } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { watchWrites } from '../support/redis-writes.ts';
import { createRestoreScene } from '../support/restore-scene.ts';
import { macs, sorted } from '../support/rows.ts';
import { until } from '../support/until.ts';

const HOST = '02:00:00:00:00:99';
const SILENT = '02:00:00:00:00:03';
const NEIGH_WRITE = /^0 (HSET|SADD|DEL) _?NEIGH_TABLE/;

test('a warm reboot: the kernel comes up empty, restore fills it, and neighsyncd touches no row that is right', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  const { namespace, host, redis } = scene;
  await scene.cable('Ethernet8');
  await host.batch([
    `link set Ethernet8 address ${HOST}`,
    'addr add 10.8.0.2/24 dev Ethernet8',
    'addr add 10.8.0.4/24 dev Ethernet8',
  ]);
  await scene.rows([
    ['Ethernet8:10.8.0.2', HOST],
    ['Ethernet8:10.8.0.3', SILENT],
    // A host whose network card was changed while the switch rebooted.
    ['Ethernet8:10.8.0.4', '02:00:00:00:00:04'],
    ['Ethernet8:2001:db8:8::3', SILENT],
    // An interface that is no more.
    ['Ethernet99:10.99.0.2', SILENT],
  ]);
  await using consumer = await startConsumer(redis);
  await using writes = await watchWrites(redis);
  // Nothing has an address yet: the daemon and the restore are up before the interfaces are.
  await using daemon = await launchDaemon(namespace, ...scene.settings);
  await daemon.logged('warm start');
  const restoring = scene.restore('--budget', '8');
  await pause(1_000);
  await namespace.batch(['addr add 10.8.0.1/24 dev Ethernet8', 'addr add 2001:db8:8::1/64 dev Ethernet8 nodad']);
  const { code } = await restoring;
  assert.equal(code, 1, 'Ethernet99 never came');
  assert.equal(await scene.isRestored(), true);
  await daemon.logged('reconciled');
  await consumer.drained();
  assert.deepEqual(sorted(await macs(redis)), [
    ['Ethernet8:10.8.0.2', HOST],
    ['Ethernet8:10.8.0.3', SILENT],
    ['Ethernet8:10.8.0.4', HOST],
    ['Ethernet8:2001:db8:8::3', SILENT],
  ]);
  assert.deepEqual(sorted(await macs(redis)), sorted(await kernelRows(namespace)));
  const touched = (await writes.soFar()).filter((write) => NEIGH_WRITE.test(write)).join('\n');
  assert.match(touched, /10\.8\.0\.4/);
  assert.match(touched, /10\.99\.0\.2/);
  assert.doesNotMatch(touched, /10\.8\.0\.[23]\b|2001:db8:8::3/, 'what is right is not touched');
  await until('the host that answers is reachable', async () => {
    return (await neighborsOf(namespace, 'Ethernet8')).get('10.8.0.2') === `${HOST} REACHABLE`;
  });
});
