import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startConsumer } from '../support/consumer.ts';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, recovered, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const SETTINGS = ['deployment.verify_interval_ms=500', 'deployment.start_grace_ms=0'];
const MARK = '02:66:66:66:66:66';

/** Spoils a row, deletes one, strips one of a field, and adds one of nobody, in the final hashes. */
async function meddle({ redis }: Scene): Promise<void> {
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.0.4', 'neigh', MARK);
  await redis.cli('DEL', 'NEIGH_TABLE:Ethernet0:2001:db8::5');
  await redis.cli('HDEL', 'NEIGH_TABLE:Ethernet0:10.0.0.6', 'family');
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.99.9', 'neigh', MARK, 'family', 'IPv4');
}

test('rows that somebody else changed are found, counted and put right, and rows of interfaces that are not ours stay', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ settings: [...SETTINGS, 'filtering.interfaces=["Ethernet0"]'] });
  const { redis, daemon } = scene;
  const theirs = 'NEIGH_TABLE:Ethernet99:10.0.0.4';
  await redis.cli('HSET', theirs, 'neigh', MARK, 'family', 'IPv4');
  const sinceMs = performance.now();
  await meddle(scene);
  const repaired = (): Promise<number> => daemon.metric('neighsyncd_drift_repaired_total');
  await until('all four are put right', async () => (await repaired()) === 4);
  assert.equal(await redis.cli('HGET', theirs, 'neigh'), MARK);
  await redis.cli('DEL', theirs);
  await recovered(t, scene, sinceMs);
  assert.equal(await daemon.metric('neighsyncd_drift_found_total'), 4);
  assert.equal(await daemon.metric('neighsyncd_table_reloads_total'), 1, 'a comparison is no reload');
  assert.equal(await daemon.metric('neighsyncd_health_status'), 1);
  await daemon.stop();
});

test('with an orchagent the rows are put right through it, and no other row is touched', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ settings: [...SETTINGS, 'deployment.output=producer'] });
  const { redis, daemon } = scene;
  await using consumer = await startConsumer(redis);
  await consumer.drained();
  await until('the table is there', async () => (await macs(redis)).size === 300);
  const before = consumer.operations.length;
  const sinceMs = performance.now();
  await meddle(scene);
  await recovered(t, scene, sinceMs);
  await consumer.took(before + 4);
  const operations = consumer.operations.slice(before).map(({ op, key }) => `${op} ${key}`);
  assert.deepEqual(operations.sort(), [
    'DEL Ethernet0:10.0.99.9',
    'SET Ethernet0:10.0.0.4',
    'SET Ethernet0:10.0.0.6',
    'SET Ethernet0:2001:db8::5',
  ]);
  await daemon.stop();
});

test('comparing all the time under a stream of changes finds no drift in what the daemon itself writes', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ settings: ['deployment.verify_interval_ms=1'] });
  const { namespace, daemon } = scene;
  for (let round = 0; round < 12; round++) {
    await namespace.batch(neighborCommands(300, { mac: `02:00:${(0x20 + round).toString(16)}` }));
    await namespace.batch(['neigh del 10.0.0.2 dev Ethernet0', 'neigh del 2001:db8::3 dev Ethernet0']);
  }
  await converged(scene);
  assert.ok((await daemon.metric('neighsyncd_verifies_total')) > 3);
  assert.equal(await daemon.metric('neighsyncd_drift_found_total'), 0);
  await daemon.stop();
});
