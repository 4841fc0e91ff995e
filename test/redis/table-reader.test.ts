import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RowWrite, StoredRow } from '../../src/neighbor/row.ts';
import type { RedisConnection } from '../../src/redis/connection.ts';
import { createDirectSink } from '../../src/sonic/direct-sink.ts';
import { createProducerSink } from '../../src/sonic/producer-sink.ts';
import { tableNames } from '../../src/sonic/table-names.ts';
import { createTableReader, type ReadMode } from '../../src/sonic/table-reader.ts';
import { startConsumer } from '../support/consumer.ts';
import { connectTo, startRedis } from '../support/redis-server.ts';

const LIMIT = { timeout: 120_000 };
const NAMES = tableNames('NEIGH_TABLE', 0, ':');
const MAC = '00:aa:aa:aa:aa:aa';

/** The table by key; fails if a key comes twice. */
async function read(connection: RedisConnection, mode: ReadMode): Promise<Map<string, StoredRow>> {
  const table = new Map<string, StoredRow>();
  for await (const rows of createTableReader(connection, NAMES, mode).read(new AbortController().signal)) {
    for (const row of rows) {
      assert(!table.has(row.key), `${row.key} came twice`);
      table.set(row.key, row);
    }
  }
  return table;
}

const sorted = (table: ReadonlyMap<string, StoredRow>) => [...table].sort(([a], [b]) => (a < b ? -1 : 1));

const byKey = (rows: readonly StoredRow[]) => new Map(rows.map((row) => [row.key, row]));

const KEYS = Array.from({ length: 12 }, (_, host) => `Vlan1000:10.0.0.${host + 1}`);
const key = fc.constantFrom(...KEYS);
const mac = fc.constantFrom(MAC, '00:bb:bb:bb:bb:bb', '00:cc:cc:cc:cc:cc');
const write: fc.Arbitrary<RowWrite> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, mac, family: fc.constant('IPv4' as const) }),
  fc.record({ kind: fc.constant('set_when_consumed' as const), key, mac, family: fc.constant('IPv4' as const) }),
  fc.record({ kind: fc.constant('delete' as const), key }),
);
const batch = fc.uniqueArray(write, { selector: (row) => row.key, minLength: 1, maxLength: 4 });

test('the table read back is the one the consumer makes, before and after it has', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await using consumer = await startConsumer(server, { batch: 4 });
  const sink = createProducerSink(connection, NAMES, { maxKeys: 4 });
  const wake = () => connection.command(['PUBLISH', NAMES.channel, 'G']);
  /** Writes batches of at most four rows, with a message more than needed after each, and keeps the score. */
  const apply = async (batches: readonly (readonly RowWrite[])[], model: Map<string, StoredRow>) => {
    for (const rows of batches) {
      const { deferred } = await sink.apply(rows, undefined);
      await wake();
      for (const [i, row] of rows.entries()) {
        if (row.kind === 'delete') model.delete(row.key);
        else if (!deferred.includes(i)) model.set(row.key, { key: row.key, neigh: row.mac, family: row.family });
      }
    }
  };
  const history = fc.array(batch, { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(history, history, async (consumedFirst, pending) => {
      await connection.command(['FLUSHDB']);
      const model = new Map<string, StoredRow>();
      await apply(consumedFirst, model);
      await consumer.drained();
      await consumer.pause();
      await apply(pending, model);
      const effective = await read(connection, 'producer');
      const named = await createTableReader(connection, NAMES, 'producer').readKeys(KEYS);
      await consumer.resume();
      await wake();
      await consumer.drained();
      const final = await createTableReader(connection, NAMES, 'direct').readKeys(KEYS);
      const all = [effective, byKey(named), byKey(final)];
      for (const table of [...all, await read(connection, 'direct'), await read(connection, 'producer')]) {
        assert.deepEqual(sorted(table), sorted(model));
      }
    }),
    { numRuns: 60 },
  );
});

test('five thousand rows come in slices, pending ones and final ones, each once', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const keys = Array.from({ length: 5000 }, (_, i) => `Vlan${i % 7}:10.0.${i >> 8}.${i & 255}`);
  const rows = keys.map((name): RowWrite => ({ kind: 'set', key: name, mac: MAC, family: 'IPv4' }));
  const sinks = [createDirectSink(connection, NAMES, { maxKeys: 500 })];
  sinks.push(createProducerSink(connection, NAMES, { maxKeys: 500 }));
  // The first 3,000 are final, the last 3,000 are pending, and 1,000 are both.
  for (let i = 0; i < 3000; i += 500) {
    await sinks[0]?.apply(rows.slice(i, i + 500), undefined);
    await sinks[1]?.apply(rows.slice(i + 2000, i + 2500), undefined);
  }
  await connection.command(['SET', 'ROUTE_TABLE:10.0.0.0/8', 'not ours']);

  assert.deepEqual([...(await read(connection, 'producer')).keys()].sort(), keys.toSorted());
  assert.deepEqual([...(await read(connection, 'direct')).keys()].sort(), keys.slice(0, 3000).sort());
  let slices = 0;
  for await (const slice of createTableReader(connection, NAMES, 'direct').read(new AbortController().signal)) {
    assert(slice.length < 3000);
    slices++;
  }
  assert(slices >= 3);
  let small = 0;
  for await (const slice of createTableReader(connection, NAMES, 'direct').read(new AbortController().signal, 50)) {
    assert(slice.length < 200);
    small++;
  }
  assert(small >= 60, `${small} slices of about 50 keys`);
});

test('rows that no producer wrote: missing, empty and other fields, and keys of the wrong type', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const hset = (name: string, ...fields: readonly string[]) => server.cli('HSET', name, ...fields);
  await hset('NEIGH_TABLE:a:10.0.0.1', 'neigh', MAC);
  await hset('NEIGH_TABLE:a:10.0.0.2', 'neigh', '', 'family', 'IPv4');
  await hset('NEIGH_TABLE:a:10.0.0.3', 'NULL', 'NULL');
  await server.cli('SET', 'NEIGH_TABLE:a:10.0.0.4', 'text');
  await hset('NEIGH_TABLE:a:10.0.0.5', 'neigh', MAC, 'family', 'IPv4');
  const expected: StoredRow[] = [
    { key: 'a:10.0.0.1', neigh: MAC, family: undefined },
    { key: 'a:10.0.0.2', neigh: '', family: 'IPv4' },
    { key: 'a:10.0.0.3', neigh: undefined, family: undefined },
    { key: 'a:10.0.0.4', neigh: undefined, family: undefined },
    { key: 'a:10.0.0.5', neigh: MAC, family: 'IPv4' },
  ];
  const asTable = (rows: readonly StoredRow[]) => rows.map((row) => [row.key, row]);
  assert.deepEqual(sorted(await read(connection, 'direct')), asTable(expected));
  assert.deepEqual(sorted(await read(connection, 'producer')), asTable(expected));

  await server.cli('SADD', NAMES.keySet, 'a:10.0.0.4', 'a:10.0.0.5', 'a:10.0.0.6');
  await server.cli('SET', '_NEIGH_TABLE:a:10.0.0.5', 'text');
  const broken = { key: 'a:10.0.0.5', neigh: undefined, family: undefined };
  const pending = [...expected.slice(0, 4), broken];
  assert.deepEqual(sorted(await read(connection, 'producer')), asTable(pending));
});

test('a read that loses its server fails, whoever answers next', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const sink = createDirectSink(connection, NAMES, { maxKeys: 3000 });
  const rows = Array.from(
    { length: 3000 },
    (_, i): RowWrite => ({
      kind: 'set',
      key: `Vlan1:10.0.${i >> 8}.${i & 255}`,
      mac: MAC,
      family: 'IPv4',
    }),
  );
  await sink.apply(rows, undefined);
  const slices = createTableReader(connection, NAMES, 'direct').read(new AbortController().signal);
  assert.equal((await slices.next()).done, false);
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  using _ = connection.onState((state) => state.kind === 'down' && resolve());
  await server.restart();
  await lost;
  await connection.ready(AbortSignal.timeout(30_000));
  await assert.rejects(slices.next(), { code: 'redis_unavailable' });
});
