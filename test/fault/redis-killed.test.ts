import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGES } from '../support/changes.ts';
import { launchDaemon } from '../support/daemon.ts';
import { createNamespace, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { converged, createScene, recovered } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { ailing, healthy } from '../support/vitals.ts';

const AWAY = 'Redis cannot be reached; changes are kept until it can';

test('Redis is killed and comes back empty: changes are kept meanwhile, health tells, the rows return', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  await made.redis.kill('SIGKILL');
  await made.namespace.batch(CHANGES);
  await made.daemon.logged(AWAY);
  await ailing(made.daemon, /Redis cannot be reached/);
  assert.equal(await made.daemon.metric('neighsyncd_redis_connected'), 0);
  assert.equal((await made.daemon.get('/readyz')).status, 503);
  await made.redis.restart();
  await recovered(t, made, performance.now());
  await until('it is ready again', async () => (await made.daemon.get('/readyz')).status === 200);
  await healthy(made.daemon);
  assert.ok((await made.daemon.metric('neighsyncd_redis_errors_total')) >= 1);
  await made.daemon.stop();
});

test('Redis is killed and comes back with an old table: wrong rows are mended, missing ones written, stale ones gone', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene({ settings: ['deployment.start_grace_ms=0'] });
  const { redis, namespace, daemon } = made;
  await redis.cli('SAVE');
  // What the copy does not know yet: other MACs, neighbors that go, neighbors that come.
  await namespace.batch([
    ...neighborCommands(100, { mac: '02:00:88' }),
    'neigh del 10.0.0.122 dev Ethernet0',
    'neigh del 2001:db8::0:7b dev Ethernet0',
    ...neighborCommands(40, { dev: 'Ethernet4', mac: '02:00:99' }).map((command) =>
      command.replace(/10\.0\./, '10.4.'),
    ),
  ]);
  await converged(made);
  await redis.kill('SIGKILL');
  await namespace.batch(CHANGES);
  await ailing(daemon, /Redis cannot be reached/);
  await redis.restart();
  const restarted = performance.now();
  assert.match(await redis.cli('INFO', 'persistence'), /rdb_last_load_keys_loaded:300\r/);
  await recovered(t, made, restarted);
  await healthy(daemon);
  assert.equal(await redis.cli('EXISTS', 'NEIGH_TABLE:Ethernet0:10.0.0.122', 'NEIGH_TABLE:Ethernet0:10.0.0.102'), '0');
  await daemon.stop();
});

test('without Redis at the start it waits and says so, and starts when it comes', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await redis.kill('SIGKILL');
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(20));
  await using daemon = await launchDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  await daemon.logged(AWAY);
  await ailing(daemon, /Redis cannot be reached/);
  assert.equal((await daemon.get('/livez')).status, 200);
  assert.equal((await daemon.get('/readyz')).status, 503);
  await redis.restart();
  const restarted = performance.now();
  await daemon.logged('in step');
  await recovered(t, { redis, namespace }, restarted);
  await healthy(daemon);
  await daemon.stop();
});
