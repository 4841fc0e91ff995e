import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startConsumer } from '../support/consumer.ts';
import { runCli, startDaemon } from '../support/daemon.ts';
import { createNamespace, kernelRows, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { hashes, macs, sorted } from '../support/rows.ts';
import { until } from '../support/until.ts';

const STAGING = '_NEIGH_TABLE:';

test('200 neighbors and what then happens to them are staged for orchagent, and the consumer makes them the table', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(200));
  const settings = [`redis.unix_socket=${redis.socket}`, 'deployment.output=producer', 'metrics.port=0'];
  await using daemon = await startDaemon(namespace, ...settings);

  const keys = async (set: string): Promise<readonly string[]> => (await redis.cli('SMEMBERS', set)).split('\n').sort();
  const staged = await hashes(redis, STAGING);
  assert.equal(staged.size, 200);
  assert.deepEqual(await keys('NEIGH_TABLE_KEY_SET'), [...staged.keys()].sort());
  assert.equal(await redis.cli('EXISTS', 'NEIGH_TABLE_DEL_SET'), '0');
  assert.equal((await hashes(redis)).size, 0, "the final hashes are orchagent's to write");
  assert.deepEqual(
    await redis.cli('HGETALL', `${STAGING}Ethernet0:10.0.0.2`),
    'neigh\n02:00:00:00:02:04\nfamily\nIPv4',
  );
  assert.deepEqual(
    await redis.cli('HGETALL', `${STAGING}Ethernet0:2001:db8::3`),
    'neigh\n02:00:00:00:03:06\nfamily\nIPv6',
  );

  await namespace.batch([
    'neigh replace 10.0.0.2 lladdr 02:ff:00:00:00:01 dev Ethernet0 nud permanent',
    'neigh del 10.0.0.4 dev Ethernet0',
    'neigh add 10.1.0.9 lladdr 02:ff:00:00:00:02 dev Ethernet4 nud permanent',
  ]);
  await until('the three changes are staged', async () =>
    (await keys('NEIGH_TABLE_DEL_SET')).includes('Ethernet0:10.0.0.4'),
  );
  await until('the addition is staged', async () => (await hashes(redis, STAGING)).has('Ethernet4:10.1.0.9'));
  const changed = await hashes(redis, STAGING);
  assert.deepEqual(changed.get('Ethernet0:10.0.0.2'), { neigh: '02:ff:00:00:00:01', family: 'IPv4' });
  assert.deepEqual(changed.get('Ethernet4:10.1.0.9'), { neigh: '02:ff:00:00:00:02', family: 'IPv4' });
  assert.equal(changed.has('Ethernet0:10.0.0.4'), false);
  assert.deepEqual(await keys('NEIGH_TABLE_DEL_SET'), ['Ethernet0:10.0.0.4']);
  const backlog = (): Promise<number> => daemon.metric('neighsyncd_orchagent_backlog');
  await until('the backlog is seen', async () => (await backlog()) === 201);

  await using consumer = await startConsumer(redis);
  await consumer.drained();
  await until('the consumer has applied it all', async () => (await macs(redis)).size === 200);
  assert.deepEqual(sorted(await macs(redis)), sorted(await kernelRows(namespace)));
  assert.equal((await hashes(redis, STAGING)).size, 0);

  await daemon.stop();
  assert.deepEqual(sorted(await macs(redis)), sorted(await kernelRows(namespace)), 'a stop leaves the table as it is');
});

test('a second start over a table that is right writes nothing, whatever the consumer still has to do', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(300));
  const settings = [`redis.unix_socket=${redis.socket}`, 'deployment.output=producer', 'metrics.port=0'];
  const first = await startDaemon(namespace, ...settings);
  await first.stop();
  const before = await redis.cli('INFO', 'commandstats');
  await using again = await startDaemon(namespace, ...settings);
  assert.equal(await again.metric('neighsyncd_rows'), 300);
  const after = await redis.cli('INFO', 'commandstats');
  const calls = (text: string, command: string): string =>
    /calls=(\d+)/.exec(text.split(`cmdstat_${command}:`)[1] ?? '')?.[1] ?? '0';
  for (const command of ['hset', 'sadd', 'publish', 'del'])
    assert.equal(calls(after, command), calls(before, command), command);
});

test('verify agrees, and names the row that was tampered with', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(100));
  const settings = [`redis.unix_socket=${redis.socket}`, 'deployment.output=producer', 'metrics.port=0'];
  await using consumer = await startConsumer(redis);
  const daemon = await startDaemon(namespace, ...settings);
  await consumer.drained();
  const flags = settings.flatMap((setting) => ['--set', setting]);
  const equal = await runCli(namespace, 'verify', ...flags);
  assert.equal(equal.code, 0, equal.stdout + equal.stderr);
  assert.match(equal.stdout, /^equal: 100 rows as they should be, 0 kept$/m);
  await daemon.stop();
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.0.2', 'neigh', '02:66:66:66:66:66');
  await redis.cli('DEL', 'NEIGH_TABLE:Ethernet0:10.0.0.4');
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.99.1', 'neigh', '02:00:00:00:00:01', 'family', 'IPv4');
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.0.010', 'neigh', '02:00:00:00:00:01', 'family', 'IPv4');
  const different = await runCli(namespace, 'verify', '--json', ...flags);
  assert.equal(different.code, 1, different.stderr);
  const { differences, rows_equal } = JSON.parse(different.stdout) as {
    readonly differences: readonly { readonly kind: string; readonly key: string }[];
    readonly rows_equal: number;
  };
  assert.deepEqual(differences.map(({ kind, key }) => `${kind} ${key}`).sort(), [
    'malformed Ethernet0:10.0.0.010',
    'missing Ethernet0:10.0.0.4',
    'unwanted Ethernet0:10.0.99.1',
    'wrong Ethernet0:10.0.0.2',
  ]);
  assert.equal(rows_equal, 98);
  const text = await runCli(namespace, 'verify', ...flags);
  assert.match(text.stdout, /wrong +Ethernet0:10\.0\.0\.2 +02:00:00:00:02:04 +02:66:66:66:66:66 IPv4/);
});
