import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchDaemon } from '../support/daemon.ts';
import { createNamespace, kernelRows, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { macs, sorted } from '../support/rows.ts';
import { converged, createScene, recovered } from '../support/scene.ts';
import { until } from '../support/until.ts';

const CHANGES = [
  ...neighborCommands(50, { mac: '02:00:77' }),
  'neigh del 10.0.0.102 dev Ethernet0',
  'neigh add 10.1.0.1 lladdr 02:00:00:00:00:01 dev Ethernet4 nud permanent',
];

test('Redis is killed and comes back empty: changes are kept meanwhile, health tells, the rows return', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  await made.redis.kill('SIGKILL');
  await made.namespace.batch(CHANGES);
  await made.daemon.logged('Redis cannot be reached; changes are kept until it can');
  assert.equal(await made.daemon.metric('neighsyncd_redis_connected'), 0);
  assert.equal(await made.daemon.metric('neighsyncd_health_status'), 0.5);
  assert.equal((await made.daemon.get('/readyz')).status, 503);
  await made.redis.restart();
  await recovered(t, made, performance.now());
  await until('it is ready again', async () => (await made.daemon.get('/readyz')).status === 200);
  await until('health follows', async () => (await made.daemon.metric('neighsyncd_health_status')) === 1);
  assert.ok((await made.daemon.metric('neighsyncd_redis_errors_total')) >= 1);
  await made.daemon.stop();
});

test('Redis hangs: it is given up, and all is written once it goes on', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene({
    settings: ['redis.ping_interval_ms=200', 'redis.socket_timeout_ms=500', 'redis.connect_timeout_ms=500'],
  });
  await made.redis.kill('SIGSTOP');
  await made.namespace.batch(CHANGES);
  await made.daemon.logged('Redis cannot be reached; changes are kept until it can');
  await made.redis.kill('SIGCONT');
  await converged(made);
  await made.daemon.stop();
});

test('connections are cut by CLIENT KILL under a stream of changes', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  for (const round of ['11', '12', '13', '14', '15', '16']) {
    const killed = made.redis.cli('CLIENT', 'KILL', 'TYPE', 'normal');
    await made.namespace.batch(neighborCommands(300, { mac: `02:00:${round}` }));
    await killed.catch(() => {}); // redis-cli may cut its own connection too
  }
  await converged(made);
  await made.daemon.stop();
});

test('scripts are flushed, and nobody notices', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  await made.redis.cli('SCRIPT', 'FLUSH');
  await made.namespace.batch(CHANGES);
  await converged(made);
  assert.equal(await made.daemon.metric('neighsyncd_redis_errors_total'), 0);
});

for (const command of ['FLUSHDB', 'FLUSHALL'] as const) {
  test(`${command}, which nobody tells of, is noticed, and the rows return`, async (t) => {
    if (!needRoot(t)) return;
    await using made = await createScene();
    await made.redis.cli(command);
    await made.daemon.logged('the table was emptied by somebody else; it is written again');
    await converged(made);
    assert.equal(await made.daemon.metric('neighsyncd_redis_errors_total'), 0);
    await made.daemon.stop();
  });
}

test('Redis refuses writes for a while: they are made again', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  await made.redis.cli('CONFIG', 'SET', 'min-replicas-to-write', '1');
  await made.namespace.batch(CHANGES);
  const line = await made.daemon.logged('rows could not be written and are tried again');
  assert.match(String(line['error']), /NOREPLICAS/);
  assert.ok((await made.daemon.metric('neighsyncd_pending_neighbors')) > 0);
  await made.redis.cli('CONFIG', 'SET', 'min-replicas-to-write', '0');
  await converged(made);
  await until('nothing is pending', async () => (await made.daemon.metric('neighsyncd_pending_neighbors')) === 0);
});

test('without Redis at the start it waits and says so, and starts when it comes', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await redis.kill('SIGKILL');
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(20));
  await using daemon = await launchDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  await daemon.logged('Redis cannot be reached; changes are kept until it can');
  assert.equal((await daemon.get('/livez')).status, 200);
  assert.equal((await daemon.get('/readyz')).status, 503);
  await redis.restart();
  await daemon.logged('in step');
  assert.deepEqual(sorted(await macs(redis)), sorted(await kernelRows(namespace)));
  await daemon.stop();
});

test('SIGTERM during a burst writes what is pending first', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  await made.namespace.batch(neighborCommands(3_000));
  await made.daemon.stop();
  const stopped = made.daemon.log.find(({ message }) => message === 'stopped');
  assert.equal(stopped?.['unwritten'], 0);
  const kernel = await kernelRows(made.namespace);
  for (const [key, mac] of await macs(made.redis)) assert.equal(kernel.get(key), mac);
});
