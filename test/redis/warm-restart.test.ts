import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropPending } from '../../src/sonic/drop-pending.ts';
import { tableNames } from '../../src/sonic/table-names.ts';
import { createWarmRestartRecords } from '../../src/sonic/warm-restart.ts';
import { connectTo, startRedis } from '../support/redis-server.ts';

const LIMIT = { timeout: 60_000 };
const OWN = 'WARM_RESTART_TABLE|neighsyncd';
const NEVER = new AbortController().signal;

test('a start is warm when it is enabled and there was a daemon before, and a look counts nothing', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const records = createWarmRestartRecords(connection, '|');
  assert.deepEqual(await records.peek(), { kind: 'cold' });
  await server.cli('HSET', 'WARM_RESTART_ENABLE_TABLE|swss', 'enable', 'true');
  assert.deepEqual(await records.peek(), { kind: 'cold' }, 'without a count');
  assert.equal(await server.cli('EXISTS', OWN), '0');
  await server.cli('HSET', OWN, 'restore_count', '0');
  assert.deepEqual(await records.peek(), { kind: 'warm', scope: 'swss', restoreCount: 1 });
  await server.cli('HSET', 'WARM_RESTART_ENABLE_TABLE|system', 'enable', 'true');
  await server.cli('HSET', OWN, 'restore_count', '7');
  assert.deepEqual(await records.peek(), { kind: 'warm', scope: 'system', restoreCount: 8 });
  assert.equal(await server.cli('HGET', OWN, 'restore_count'), '7');
  for (const scope of ['swss', 'system'])
    await server.cli('HSET', `WARM_RESTART_ENABLE_TABLE|${scope}`, 'enable', 'false');
  assert.deepEqual(await records.peek(), { kind: 'cold' }, 'no longer enabled');
});

test('a start is counted once however often it is recorded', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const records = createWarmRestartRecords(connection, '|');
  await records.begin({ kind: 'cold' });
  assert.equal(await server.cli('HGET', OWN, 'restore_count'), '0');
  await server.cli('HSET', 'WARM_RESTART_ENABLE_TABLE|system', 'enable', 'true');
  const mode = await records.peek();
  await records.begin(mode);
  await records.begin(mode);
  assert.equal(await server.cli('HGET', OWN, 'restore_count'), '1');
  await records.setState('initialized');
  assert.equal(await server.cli('HGET', OWN, 'state'), 'initialized');
  assert.equal(await records.isRestored(), false);
  await records.setRestored();
  assert.equal(await server.cli('HGET', 'NEIGH_RESTORE_TABLE|Flags', 'restored'), 'true');
  assert.equal(await records.isRestored(), true);
  assert.equal(await records.isKnown(), true);
  await server.cli('FLUSHDB');
  await records.setState('restored');
  assert.equal(await records.isKnown(), false, 'a state alone is what we have written since');
});

test('what a former producer left is dropped, in as many slices as it takes, and the table stays', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const names = tableNames('NEIGH_TABLE', 0, ':');
  const keys = Array.from({ length: 2500 }, (_, n) => `Ethernet0:10.0.${n >> 8}.${n & 255}`);
  await server.cli('SADD', names.keySet, ...keys);
  await server.cli('SADD', names.delSet, ...keys.slice(0, 100), 'Ethernet0:10.9.9.9');
  for (const key of keys.slice(0, 3))
    await server.cli('HSET', `${names.stagingPrefix}${key}`, 'neigh', '02:00:00:00:00:01');
  await server.cli('HSET', `${names.finalPrefix}${keys[0]}`, 'neigh', '02:00:00:00:00:02', 'family', 'IPv4');
  assert.equal(await dropPending(connection, names, NEVER), 2500);
  assert.equal(await server.cli('KEYS', '*'), `${names.finalPrefix}${keys[0]}`);
  assert.equal(await dropPending(connection, names, NEVER), 0);
  await assert.rejects(dropPending(connection, names, AbortSignal.abort()), { code: 'aborted' });
});
