import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RowWrite } from '../../src/neighbor/row.ts';
import { checkDirectAllowed } from '../../src/sonic/direct-guard.ts';
import { createDirectSink } from '../../src/sonic/direct-sink.ts';
import { tableNames } from '../../src/sonic/table-names.ts';
import { startConsumer } from '../support/consumer.ts';
import { connectTo, startRedis } from '../support/redis-server.ts';

const LIMIT = { timeout: 60_000 };
const NAMES = tableNames('NEIGH_TABLE', 0, ':');
const KEY = 'Vlan1000:2001:db8::1';
const MAC = '00:aa:aa:aa:aa:aa';
const SET: RowWrite = { kind: 'set', key: KEY, mac: MAC, family: 'IPv6' };
const FREE = { force: false, selectedByDatabaseConfig: false };

test('rows go straight into the final hashes and come out again', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const sink = createDirectSink(connection, NAMES, { maxKeys: 128 });
  const other: RowWrite = { kind: 'set_when_consumed', key: 'Vlan1000:10.0.0.1', mac: MAC, family: 'IPv4' };
  await server.cli('SET', `NEIGH_TABLE:${KEY}`, 'a key of the wrong type');
  assert.deepEqual(await sink.apply([SET, other], undefined), { deferred: [] });
  assert.equal(await server.cli('HGETALL', `NEIGH_TABLE:${KEY}`), `neigh\n${MAC}\nfamily\nIPv6`);
  assert.equal(await server.cli('HGET', 'NEIGH_TABLE:Vlan1000:10.0.0.1', 'neigh'), MAC);
  await sink.apply([{ kind: 'delete', key: KEY }], undefined);
  assert.equal(await server.cli('KEYS', '*'), 'NEIGH_TABLE:Vlan1000:10.0.0.1');
});

test('a fence that does not hold writes nothing', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const sink = createDirectSink(connection, NAMES, { maxKeys: 128 });
  const fence = { key: 'lease', epoch: '7' };
  await assert.rejects(sink.apply([SET], fence), { code: 'fenced', message: /FENCED epoch is gone, not 7/ });
  await server.cli('SET', 'lease', '8');
  await assert.rejects(sink.apply([SET], fence), { code: 'fenced', message: /FENCED epoch is 8, not 7/ });
  assert.equal(await server.cli('KEYS', '*'), 'lease');
  await server.cli('SET', 'lease', '7');
  await sink.apply([SET], fence);
  assert.equal(await server.cli('EXISTS', `NEIGH_TABLE:${KEY}`), '1');
});

test('direct output is refused where somebody consumes, with every reason', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await checkDirectAllowed(connection, NAMES, FREE);
  const refused = (message: RegExp, options = FREE) =>
    assert.rejects(checkDirectAllowed(connection, NAMES, options), { code: 'output_refused', message });

  await refused(/selected by database_config\.json/, { force: false, selectedByDatabaseConfig: true });
  await server.cli('SADD', NAMES.delSet, KEY);
  await refused(/refused, because NEIGH_TABLE_DEL_SET exists$/);
  {
    await using _ = await startConsumer(server, { paused: true });
    await server.cli('SADD', NAMES.keySet, KEY);
    await refused(/CHANNEL@0 has 1 subscriber\(s\); NEIGH_TABLE_KEY_SET exists; NEIGH_TABLE_DEL_SET exists$/);
    await checkDirectAllowed(connection, NAMES, { force: true, selectedByDatabaseConfig: true });
  }
  await server.cli('DEL', NAMES.keySet, NAMES.delSet);
  await checkDirectAllowed(connection, NAMES, FREE);
});
