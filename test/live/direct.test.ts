import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli, startDaemon } from '../support/daemon.ts';
import { createNamespace, kernelRows, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { hashes, macs, sorted } from '../support/rows.ts';
import { until } from '../support/until.ts';

test('direct output writes the rows themselves, and nothing else', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(50));
  await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  assert.deepEqual(sorted(await macs(redis)), sorted(await kernelRows(namespace)));
  assert.equal(await redis.cli('DBSIZE'), '50');
  await namespace.batch(['link set Ethernet0 down']);
  await until('the rows of a link that went down are gone', async () => (await redis.cli('DBSIZE')) === '0');
  assert.equal(await daemon.metric('neighsyncd_neighbors_deleted_total'), 50);
});

test('the start repairs what it finds, and rows without a neighbor go after the grace', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(10));
  const row = (key: string, ...fields: readonly string[]): Promise<string> =>
    redis.cli('HSET', `NEIGH_TABLE:${key}`, ...fields);
  await row('Ethernet0:10.0.0.2', 'neigh', '02:66:66:66:66:66', 'family', 'IPv4');
  await row('Ethernet0:10.0.0.4', 'neigh', '02:00:00:00:04:04');
  await row('Ethernet0:2001:db8::3', 'neigh', '02:00:00:00:03:06', 'family', 'IPv6');
  await row('Ethernet0:10.0.7.7', 'neigh', '02:00:00:00:07:07', 'family', 'IPv4');
  await row('Vlan7:10.0.7.7', 'neigh', '02:00:00:00:07:07', 'family', 'IPv4');
  await row('lo:127.0.0.9', 'neigh', '02:00:00:00:07:07', 'family', 'IPv4');
  const settings = [`redis.unix_socket=${redis.socket}`, 'metrics.port=0', 'deployment.start_grace_ms=1000'];
  await using daemon = await startDaemon(namespace, ...settings);
  const kept = JSON.parse((await daemon.get('/health')).body) as {
    readonly kept: readonly { readonly rows: number }[];
  };
  if (kept.kept.length > 0) assert.equal(kept.kept[0]?.rows, 2);
  await until('the rows without a neighbor are gone', async () => (await redis.cli('DBSIZE')) === '11');
  const rows = new Map(await macs(redis));
  assert.equal(rows.get('lo:127.0.0.9'), '02:00:00:00:07:07', 'a row that is not ours was touched');
  rows.delete('lo:127.0.0.9');
  assert.deepEqual(sorted(rows), sorted(await kernelRows(namespace)));
  assert.deepEqual((await hashes(redis)).get('Ethernet0:10.0.0.4'), { neigh: '02:00:00:00:04:04', family: 'IPv4' });
  assert.equal((await daemon.metric('neighsyncd_suppressed_writes_total')) > 0, true);
});

test('verify lists rows that the daemon keeps apart, and does not call them differences', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.7.7', 'neigh', '02:00:00:00:07:07', 'family', 'IPv4');
  const settings = [`redis.unix_socket=${redis.socket}`, 'deployment.start_grace_ms=600000', 'metrics.port=19091'];
  await using daemon = await startDaemon(namespace, ...settings);
  await daemon.logged('serving metrics and health');
  const { code, stdout, stderr } = await runCli(
    namespace,
    'verify',
    ...settings.flatMap((setting) => ['--set', setting]),
  );
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /^Ethernet0:10\.0\.7\.7 +start_grace$/m);
  assert.match(stdout, /^equal: 0 rows as they should be, 1 kept$/m);
  assert.equal(stderr, '', 'a daemon that answers is no reason for a note');
});

test('direct output is refused where a consumer reads the table, unless it is forced', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await redis.cli('SADD', 'NEIGH_TABLE_KEY_SET', 'Ethernet0:10.0.0.2');
  const flags = ['--set', `redis.unix_socket=${redis.socket}`, '--set', 'metrics.port=0'];
  const refused = await runCli(namespace, 'run', ...flags);
  assert.equal(refused.code, 78);
  assert.match(refused.stderr, /direct output: refused, because NEIGH_TABLE_KEY_SET exists/);
  const settings = [`redis.unix_socket=${redis.socket}`, 'metrics.port=0', 'deployment.force_direct=true'];
  await using forced = await startDaemon(namespace, ...settings);
  await forced.stop();
});
