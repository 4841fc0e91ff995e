import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFailedTable } from '../../src/sonic/failed-table.ts';
import { createHostRouteSink } from '../../src/sonic/route-sink.ts';
import { tableNames } from '../../src/sonic/table-names.ts';
import { startConsumer } from '../support/consumer.ts';
import { connectTo, startRedis } from '../support/redis-server.ts';
import { hashes } from '../support/rows.ts';

const LIMIT = { timeout: 60_000 };
const ROUTES = tableNames('ROUTE_TABLE', 0, ':');
const FAILED = tableNames('NEIGH_FAILED_TABLE', 0, ':');
const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);

test('host routes are deleted through the consumer, each once, and other routes stay', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await using consumer = await startConsumer(server, { table: 'ROUTE_TABLE' });
  for (const key of ['Vrf1:10.0.0.1', 'Vrf1:2001:db8::1', 'Vrf1:10.0.0.0/24', '10.0.0.1']) {
    await server.cli('HSET', `ROUTE_TABLE:${key}`, 'nexthop', '10.0.0.9');
  }
  const routes = createHostRouteSink(connection, ROUTES);
  await routes.remove([
    { vrf: 'Vrf1', ip: '10.0.0.1' },
    { vrf: 'Vrf1', ip: '2001:db8::1' },
    { vrf: 'Vrf1', ip: '10.0.0.1' },
    { vrf: 'Vrf2', ip: '10.0.0.1' },
  ]);
  await consumer.took(3);
  assert.deepEqual(consumer.operations.toSorted(byKey), [
    { op: 'DEL', key: 'Vrf1:10.0.0.1', fields: {} },
    { op: 'DEL', key: 'Vrf1:2001:db8::1', fields: {} },
    { op: 'DEL', key: 'Vrf2:10.0.0.1', fields: {} },
  ]);
  assert.deepEqual([...(await hashes(server, 'ROUTE_TABLE:')).keys()].sort(), ['10.0.0.1', 'Vrf1:10.0.0.0/24']);
  await routes.remove([]);
});

test('a host route that orchagent could not read, or that another leader deletes, is not sent', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const routes = createHostRouteSink(connection, ROUTES, { maxKeys: 2 });
  const ip = '10.0.0.1';
  for (const vrf of ['', 'mgmt', 'vrf1', 'Vrf:1', 'Vrf1234567890123']) {
    await assert.rejects(routes.remove([{ vrf, ip }]), { code: 'bug' }, vrf);
  }
  for (const bad of ['', '10.0.0.1/32', 'fe80::1%eth0', 'x']) {
    await assert.rejects(routes.remove([{ vrf: 'Vrf1', ip: bad }]), { code: 'bug' }, bad);
  }
  const three = ['Vrf1', 'Vrf2', 'Vrf3'].map((vrf) => ({ vrf, ip }));
  await assert.rejects(routes.remove(three), { code: 'bug', message: /3 rows, but at most 2/ });
  await assert.rejects(routes.remove([{ vrf: 'Vrf1', ip }], { key: 'lease', epoch: '1' }), { code: 'fenced' });
  assert.equal(await server.cli('DBSIZE'), '0');
});

test('a failed neighbor is a row without fields until it answers', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await using consumer = await startConsumer(server, { table: 'NEIGH_FAILED_TABLE' });
  const table = createFailedTable(connection, FAILED);
  const key = 'Vlan1000:2001:db8::1';
  const other = 'Vlan1000:2001:db8::2';
  await table.apply([
    { kind: 'set_key', key },
    { kind: 'set_key', key: other },
  ]);
  await consumer.took(2);
  const rows = { NULL: 'NULL' };
  assert.deepEqual(consumer.operations.toSorted(byKey), [
    { op: 'SET', key, fields: rows },
    { op: 'SET', key: other, fields: rows },
  ]);
  assert.deepEqual(
    await hashes(server, 'NEIGH_FAILED_TABLE:'),
    new Map(Object.entries({ [key]: rows, [other]: rows })),
  );
  await table.apply([{ kind: 'delete', key }]);
  await consumer.took(3);
  assert.deepEqual(consumer.operations[2], { op: 'DEL', key, fields: {} });
  assert.deepEqual([...(await hashes(server, 'NEIGH_FAILED_TABLE:')).keys()], [other]);
});

test('failed rows are checked, fenced and written whatever was there', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const table = createFailedTable(connection, FAILED, { maxKeys: 1 });
  const key = 'Vlan1000:2001:db8::1';
  await assert.rejects(table.apply([{ kind: 'set_key', key: 'nonsense' }]), { code: 'bug' });
  await assert.rejects(table.apply([{ kind: 'set_key', key: 'Vlan1000:2001:db8:0::1' }]), { code: 'bug' });
  await assert.rejects(table.apply([{ kind: 'set_key', key }], { key: 'lease', epoch: '1' }), { code: 'fenced' });
  assert.equal(await server.cli('DBSIZE'), '0');
  await server.cli('SET', `_NEIGH_FAILED_TABLE:${key}`, 'text');
  await table.apply([]);
  await table.apply([{ kind: 'set_key', key }]);
  assert.equal(await server.cli('HGETALL', `_NEIGH_FAILED_TABLE:${key}`), 'NULL\nNULL');
  assert.equal(await server.cli('SMEMBERS', FAILED.keySet), key);
});
