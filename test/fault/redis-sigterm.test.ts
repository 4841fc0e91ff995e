import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelRows, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import type { RedisServer } from '../support/redis-server.ts';
import { hashes, macs } from '../support/rows.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';

test('SIGTERM during a burst writes what is pending first', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  await made.namespace.batch(neighborCommands(3_000));
  await made.daemon.stop();
  assert.equal(unwritten(made), 0);
  const kernel = await kernelRows(made.namespace);
  for (const [key, mac] of await macs(made.redis)) assert.equal(kernel.get(key), mac);
});

test('SIGTERM during a burst leaves orchagent no half-written row', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene({ settings: ['deployment.output=producer'] });
  const deletes = Array.from({ length: 100 }, (_, index) => `neigh del 10.0.0.${2 * index + 2} dev Ethernet0`);
  const burst = made.namespace.batch([...deletes, ...neighborCommands(3_000, { mac: '02:00:33' })]);
  await until('it is in the middle of it', async () => (await members(made.redis, 'KEY_SET')).size > 600);
  await made.daemon.stop();
  await burst;
  assert.equal(unwritten(made), 0);

  const [announced, deleted] = [await members(made.redis, 'KEY_SET'), await members(made.redis, 'DEL_SET')];
  const staged = await hashes(made.redis, '_NEIGH_TABLE:');
  for (const key of announced) assert.ok(deleted.has(key) || staged.has(key), `${key} would be taken for a delete`);
  for (const key of deleted) assert.ok(announced.has(key), `the delete of ${key} would never be seen`);
  for (const [key, row] of staged) {
    assert.ok(announced.has(key), `${key} would never be seen`);
    assert.deepEqual(Object.keys(row).sort(), ['family', 'neigh'], key);
  }
});

function unwritten({ daemon }: Scene): unknown {
  return daemon.log.find(({ message }) => message === 'stopped')?.['unwritten'];
}

async function members(redis: RedisServer, set: 'KEY_SET' | 'DEL_SET'): Promise<ReadonlySet<string>> {
  const reply = await redis.cli('SMEMBERS', `NEIGH_TABLE_${set}`);
  return new Set(reply.split('\n').filter((key) => key !== ''));
}
