import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RowWrite } from '../../src/neighbor/row.ts';
import type { RedisConnection } from '../../src/redis/connection.ts';
import { readBacklog } from '../../src/sonic/backlog.ts';
import { createProducerSink } from '../../src/sonic/producer-sink.ts';
import type { RowSink } from '../../src/sonic/row-batch.ts';
import { tableNames } from '../../src/sonic/table-names.ts';
import { type Consumer, startConsumer } from '../support/consumer.ts';
import { connectTo, type RedisServer, startRedis } from '../support/redis-server.ts';

const LIMIT = { timeout: 120_000 };
const NAMES = tableNames('NEIGH_TABLE', 0, ':');
const KEY = 'Vlan1000:10.0.0.1';
const MAC_A = '00:aa:aa:aa:aa:aa';
const MAC_B = '00:bb:bb:bb:bb:bb';

const set = (mac = MAC_A, key = KEY): RowWrite => ({ kind: 'set', key, mac, family: 'IPv4' });
const later = (mac = MAC_A, key = KEY): RowWrite => ({ kind: 'set_when_consumed', key, mac, family: 'IPv4' });
const del = (key = KEY): RowWrite => ({ kind: 'delete', key });
const row = (mac: string) => ({ neigh: mac, family: 'IPv4' });

/** `count` rows with different keys. */
function many(count: number): RowWrite[] {
  return Array.from({ length: count }, (_, i) => set(MAC_A, `Vlan1000:10.0.${i >> 8}.${i & 255}`));
}

async function* chunks<T>(items: readonly T[], size: number): AsyncGenerator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

type Setup = {
  readonly server: RedisServer;
  readonly connection: RedisConnection;
  readonly sink: RowSink;
  readonly write: (...batch: readonly RowWrite[]) => Promise<readonly number[]>;
};

async function withSink(use: (setup: Setup) => Promise<void>, maxKeys = 128): Promise<void> {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const sink = createProducerSink(connection, NAMES, { maxKeys });
  const write = async (...batch: readonly RowWrite[]) => (await sink.apply(batch, undefined)).deferred;
  await use({ server, connection, sink, write });
}

/** What is in a hash, in the order of its fields. */
async function hash(server: RedisServer, key: string): Promise<string[]> {
  const text = await server.cli('HGETALL', key);
  return text === '' ? [] : text.split('\n');
}

/** Writes `steps` one after the other while the consumer sleeps, and tells what it makes of them. */
async function consumed(before: readonly RowWrite[], steps: readonly RowWrite[]): Promise<Consumer['operations']> {
  let operations: Consumer['operations'] = [];
  await withSink(async ({ server, write }) => {
    await using consumer = await startConsumer(server);
    for (const step of before) await write(step);
    await consumer.took(before.length);
    await consumer.pause();
    for (const step of steps) await write(step);
    await consumer.resume();
    await consumer.took(before.length + 1);
    await consumer.drained();
    operations = consumer.operations.slice(before.length);
  });
  return operations;
}

test('a batch stages the rows, announces the keys, and publishes once', LIMIT, async () => {
  await withSink(async ({ server, connection, write }) => {
    await using reader = await connectTo(server, { name: 'counter' });
    await write(set(MAC_A), del('Vlan1000:10.0.0.2'), set(MAC_B, 'Vlan1000:10.0.0.3'));
    assert.deepEqual(await hash(server, `_NEIGH_TABLE:${KEY}`), ['neigh', MAC_A, 'family', 'IPv4']);
    assert.equal(await server.cli('EXISTS', '_NEIGH_TABLE:Vlan1000:10.0.0.2'), '0');
    assert.deepEqual((await server.cli('SMEMBERS', NAMES.keySet)).split('\n').sort(), [
      KEY,
      'Vlan1000:10.0.0.2',
      'Vlan1000:10.0.0.3',
    ]);
    assert.equal(await server.cli('SMEMBERS', NAMES.delSet), 'Vlan1000:10.0.0.2');
    assert.equal(await server.cli('KEYS', 'NEIGH_TABLE:*'), '');
    assert.equal(await readBacklog(connection, NAMES), 3);

    const publishes = async () => /cmdstat_publish:calls=(\d+)/.exec(await stats(reader))?.[1];
    assert.equal(await publishes(), '1');
    await write(set(MAC_B), del('Vlan1000:10.0.0.3'));
    assert.equal(await publishes(), '1', 'nothing was added, so nobody is woken');
  });
});

async function stats(connection: RedisConnection): Promise<string> {
  return String(await connection.command(['INFO', 'commandstats']));
}

test('what the consumer makes of two changes before it looks', LIMIT, async () => {
  const SET = (mac: string) => [{ op: 'SET', key: KEY, fields: row(mac) }];
  const DEL = [{ op: 'DEL', key: KEY, fields: {} }];
  assert.deepEqual(await consumed([set(MAC_A)], [del(), set(MAC_B)]), SET(MAC_B));
  assert.deepEqual(await consumed([], [set(MAC_A), del()]), DEL);
  assert.deepEqual(await consumed([set(MAC_A)], [set(MAC_B), del()]), DEL);
  assert.deepEqual(await consumed([], [set(MAC_A), set(MAC_B)]), SET(MAC_B));
  assert.deepEqual(await consumed([set(MAC_A)], [del()]), DEL);
});

test('a delete before a set replaces the hash, field by field it does not', LIMIT, async () => {
  await withSink(async ({ server, write }) => {
    await using consumer = await startConsumer(server, { paused: true });
    for (const key of [KEY, 'Vlan1000:10.0.0.2']) await server.cli('HSET', `NEIGH_TABLE:${key}`, 'extra', '1');
    await write(del(), set(MAC_A, 'Vlan1000:10.0.0.2'));
    await write(set(MAC_A));
    await consumer.resume();
    await consumer.took(2);
    assert.deepEqual(await hash(server, `NEIGH_TABLE:${KEY}`), ['neigh', MAC_A, 'family', 'IPv4']);
    const merged = ['extra', '1', 'neigh', MAC_A, 'family', 'IPv4'];
    assert.deepEqual(await hash(server, 'NEIGH_TABLE:Vlan1000:10.0.0.2'), merged);
  });
});

test('batches no larger than a pop leave nothing behind', LIMIT, async () => {
  await withSink(async ({ server, write }) => {
    await using consumer = await startConsumer(server, { batch: 128 });
    for await (const batch of chunks(many(500), 128)) await write(...batch);
    await consumer.took(500);
    assert.equal(await server.cli('SCARD', NAMES.keySet), '0');
    assert.equal(await server.cli('KEYS', '_NEIGH_TABLE:*'), '');
    assert.equal(consumer.operations.length, 500);
  });
});

test('the trap: a larger batch strands keys, one pop per message', LIMIT, async () => {
  await withSink(async ({ server, write }) => {
    await using consumer = await startConsumer(server, { batch: 128 });
    await write(...many(500));
    await consumer.took(128);
    assert.equal(await server.cli('SCARD', NAMES.keySet), '372');
    await server.cli('PUBLISH', NAMES.channel, 'G');
    await consumer.took(256);
    assert.equal(await server.cli('SCARD', NAMES.keySet), '244');
    assert.equal(consumer.operations.length, 256);
  }, 500);
});

test('what is pending survives the consumer', LIMIT, async () => {
  await withSink(async ({ server, write }) => {
    for await (const batch of chunks(many(200), 100)) await write(...batch);
    await using consumer = await startConsumer(server, { batch: 128 });
    await consumer.drained();
    await consumer.took(200);
  });
});

test('a fence that does not hold writes nothing', LIMIT, async () => {
  await withSink(async ({ server, sink }) => {
    const fence = { key: 'lease', epoch: '7' };
    await assert.rejects(sink.apply([set()], fence), { code: 'fenced', message: /FENCED epoch is gone, not 7/ });
    await server.cli('SET', 'lease', '8');
    await assert.rejects(sink.apply([set()], fence), { code: 'fenced', message: /FENCED epoch is 8, not 7/ });
    assert.equal(await server.cli('KEYS', '*'), 'lease');
    await server.cli('SET', 'lease', '7');
    assert.deepEqual(await sink.apply([set()], fence), { deferred: [] });
    assert.equal(await server.cli('SMEMBERS', NAMES.keySet), KEY);
  });
});

test('the second half of a replace waits for the consumer', LIMIT, async () => {
  await withSink(async ({ server, write }) => {
    await using consumer = await startConsumer(server, { paused: true });
    const other = 'Vlan1000:10.0.0.2';
    assert.deepEqual(await write(del()), []);
    assert.deepEqual(await write(set(MAC_A, other), later(MAC_B), later(MAC_A, 'Vlan1000:10.0.0.3')), [1]);
    assert.equal(await server.cli('EXISTS', `_NEIGH_TABLE:${KEY}`), '0');
    await consumer.resume();
    await consumer.took(3);
    assert.deepEqual(await write(later(MAC_B)), []);
    await consumer.took(4);
    const ours = consumer.operations.filter(({ key }) => key === KEY);
    assert.deepEqual(ours, [
      { op: 'DEL', key: KEY, fields: {} },
      { op: 'SET', key: KEY, fields: row(MAC_B) },
    ]);
  });
});

test('a batch that must not be written never leaves', LIMIT, async () => {
  await withSink(async ({ server, sink }) => {
    await assert.rejects(sink.apply(many(129), undefined), { code: 'bug' });
    await assert.rejects(sink.apply([set(), del()], undefined), { code: 'bug' });
    await assert.rejects(sink.apply([set(), set('BAD')], undefined), { code: 'bug' });
    assert.deepEqual(await sink.apply([], undefined), { deferred: [] });
    assert.equal(await server.cli('DBSIZE'), '0');
  });
});

test('a staging key of the wrong type is replaced, a wrong KEY_SET is reported', LIMIT, async () => {
  await withSink(async ({ server, write, sink }) => {
    await server.cli('SET', `_NEIGH_TABLE:${KEY}`, 'nonsense');
    await write(set(MAC_A), set(MAC_A, 'Vlan1000:10.0.0.2'));
    assert.deepEqual(await hash(server, `_NEIGH_TABLE:${KEY}`), ['neigh', MAC_A, 'family', 'IPv4']);
    await server.cli('SET', NAMES.keySet, 'nonsense');
    await assert.rejects(sink.apply([set()], undefined), { code: 'redis_refused', message: /WRONGTYPE/ });
  });
});

test('the script is loaded again after SCRIPT FLUSH', LIMIT, async () => {
  await withSink(async ({ server, write, connection }) => {
    for (const mac of [MAC_A, MAC_B]) {
      await write(set(mac));
      await server.cli('SCRIPT', 'FLUSH');
    }
    assert.equal(await readBacklog(connection, NAMES), 1);
    assert.deepEqual(await hash(server, `_NEIGH_TABLE:${KEY}`), ['neigh', MAC_B, 'family', 'IPv4']);
  });
});
