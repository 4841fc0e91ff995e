import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchDaemon, startDaemon } from '../support/daemon.ts';
import { createNamespace, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { macs } from '../support/rows.ts';
import { converged } from '../support/scene.ts';
import { until } from '../support/until.ts';

test('an unprivileged daemon mirrors too, and says that its buffer is limited', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis({ args: ['--unixsocketperm', '777'] });
  await redis.cli('PING');
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(10));
  const drop = {
    ...namespace,
    command: (...program: readonly string[]) =>
      namespace.command('setpriv', '--inh-caps=-all', '--bounding-set=-all', ...program),
  };
  await using daemon = await launchDaemon(drop, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  await daemon.logged('in step');
  await daemon.logged('the receive buffer is limited by net.core.rmem_max; CAP_NET_ADMIN would lift that, ignoring');
  await converged({ namespace, redis });
  const { status, body } = await daemon.get('/health');
  assert.equal(status, 200);
  assert.match(body, /limited by net\.core\.rmem_max/);
});

test('a burst of 20,000 distinct neighbors and five rounds of MAC changes end with every row right', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  await namespace.batch(neighborCommands(20_000));
  for (const round of ['10', '20', '30', '40', '50'])
    await namespace.batch(neighborCommands(5_000, { mac: `02:00:${round}` }));
  await until('the rows are there', async () => (await macs(redis)).size === 20_000);
  await converged({ namespace, redis });
  assert.equal(await daemon.metric('neighsyncd_malformed_rows'), 0);
});

test('same-MAC state changes write nothing', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(200));
  await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  const batches = await daemon.metric('neighsyncd_batches_total');
  const processed = await daemon.metric('neighsyncd_neighbors_processed_total');
  for (const state of ['stale', 'reachable', 'stale', 'permanent']) {
    await namespace.batch(neighborCommands(200).map((line) => line.replace('nud permanent', `nud ${state}`)));
  }
  await until(
    'the events are taken',
    async () => (await daemon.metric('neighsyncd_neighbors_processed_total')) >= processed + 800,
  );
  assert.equal(await daemon.metric('neighsyncd_batches_total'), batches);
});
