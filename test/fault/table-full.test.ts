import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDaemon } from '../support/daemon.ts';
import { needRoot } from '../support/need.ts';
import { converged, createScene, recovered, type Scene } from '../support/scene.ts';
import { flood } from '../support/start-flood.ts';
import { until } from '../support/until.ts';

const LIMIT = 1_000;

test('1,500 neighbors for a table of 1,000: it says so, goes on, and lets the others in when 600 are gone', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 0, settings: [`performance.max_neighbors=${LIMIT}`] });
  const { namespace, daemon, redis } = scene;
  await flood(namespace, { op: 'add', count: 1_500 });
  // Some more than 500: entries that give no row (the kernel's own for multicast) take room, too.
  await until('500 are left out', async () => (await leftOut(scene)) >= 500);
  await until('all has been written', async () => (await daemon.metric('neighsyncd_pending_neighbors')) === 0);
  const before = await leftOut(scene);
  const rows = await daemon.metric('neighsyncd_rows');
  assert.ok(rows > LIMIT - 100 && rows <= LIMIT, `${rows} rows`);
  assert.ok((await daemon.metric('neighsyncd_neighbors_refused_total')) >= 500);
  assert.equal(await daemon.metric('neighsyncd_health_status'), 0.5);
  assert.match((await daemon.get('/health')).body, /[0-9]+ neighbors do not fit into the table/);

  // Those that it has are followed as ever, and it does not read the kernel again and again.
  await flood(namespace, { op: 'add', count: 1_500, round: 1 });
  const some = 'NEIGH_TABLE:Ethernet0:10.1.3.132';
  await until('they have their new MAC', async () => (await redis.cli('HGET', some, 'neigh')) === '02:01:00:03:84:04');
  assert.equal(await leftOut(scene), before);
  assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2);

  // Some of the deleted are among those that were left out.
  const sinceMs = performance.now();
  await flood(namespace, { op: 'del', first: 300, count: 600 }, { op: 'add', first: 2_000, count: 50 });
  await recovered(t, scene, sinceMs);
  assert.equal(await leftOut(scene), 0);
  assert.equal(await daemon.metric('neighsyncd_rows'), 950);
  await until('it is healthy', async () => (await daemon.metric('neighsyncd_health_status')) === 1);
  await daemon.stop();
});

test('a start with more rows and neighbors than the table takes deletes none of them', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 0 });
  const { namespace, redis } = scene;
  await flood(namespace, { op: 'add', count: 1_200 });
  await converged(scene);
  await scene.daemon.stop();
  const settings = [`performance.max_neighbors=${LIMIT}`, 'deployment.start_grace_ms=0', 'metrics.port=0'];
  await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, ...settings);
  await until('the kernel has been asked about rows without an entry', async () => {
    return (await daemon.metric('neighsyncd_confirmed_present_total')) >= 200;
  });
  assert.ok((await leftOut({ daemon })) >= 200);
  assert.equal(await redis.cli('DBSIZE'), '1200');
  await daemon.stop();
});

function leftOut({ daemon }: Pick<Scene, 'daemon'>): Promise<number> {
  return daemon.metric('neighsyncd_left_out_neighbors');
}
