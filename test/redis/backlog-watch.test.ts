import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RowWrite } from '../../src/neighbor/row.ts';
import type { RedisConnection } from '../../src/redis/connection.ts';
import { createBacklogWatch } from '../../src/sonic/backlog-watch.ts';
import { createProducerSink } from '../../src/sonic/producer-sink.ts';
import { tableNames } from '../../src/sonic/table-names.ts';
import { startConsumer } from '../support/consumer.ts';
import { connectTo, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

const LIMIT = { timeout: 60_000 };
const NAMES = tableNames('NEIGH_TABLE', 0, ':');

/** Announces that many keys with one message, as no producer should. */
async function write(connection: RedisConnection, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, i): RowWrite => {
    return { kind: 'set', key: `Vlan1000:10.0.${i >> 8}.${i & 255}`, mac: '00:aa:aa:aa:aa:aa', family: 'IPv4' };
  });
  await createProducerSink(connection, NAMES, { maxKeys: count }).apply(rows, undefined);
}

function startWatch(connection: RedisConnection, times: { readonly intervalMs: number }) {
  const stop = new AbortController();
  const looks: (readonly [keys: number, stalled: boolean])[] = [];
  const failures: string[] = [];
  const watch = createBacklogWatch({
    connection,
    names: NAMES,
    consumerBatch: 128,
    onBacklog: (keys, stalled) => looks.push([keys, stalled]),
    onFailure: ({ code }) => failures.push(code),
    ...times,
  });
  const ended = watch.run(stop.signal);
  return {
    ...{ watch, looks, failures },
    [Symbol.asyncDispose]: () => {
      stop.abort();
      return ended;
    },
  };
}

test('keys that one message has stranded are all called for', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await using consumer = await startConsumer(server, { batch: 128 });
  await write(connection, 500);
  await consumer.took(128);
  await using watching = startWatch(connection, { intervalMs: 500 });
  await consumer.took(500);
  await until('it sees that', () => watching.looks.at(-1)?.[0] === 0);
  assert.deepEqual(watching.looks.slice(0, 3), [
    [372, false],
    [372, true],
    [0, false],
  ]);
  assert.equal(watching.watch.messages, 3);
});

test('a paused consumer gets few messages, and takes everything when it goes on', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await using consumer = await startConsumer(server, { batch: 128, paused: true });
  await write(connection, 500);
  await using watching = startWatch(connection, { intervalMs: 20 });
  await until('it has looked sixty times', () => watching.looks.length >= 60);
  const { messages } = watching.watch;
  // Four for the four pops, then one each after 20, 40, 80, 160, 320 ms and so on.
  assert(messages >= 6 && messages <= 14, `${messages} messages`);
  assert.deepEqual(watching.looks.at(-1), [500, true]);
  await consumer.resume();
  await consumer.took(500);
  await until('it sees that', () => watching.looks.at(-1)?.[0] === 0);
  assert.deepEqual(watching.looks.at(-1), [0, false]);
});

test('without a consumer nobody is flooded, and the next one finds everything', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await write(connection, 300);
  await using watching = startWatch(connection, { intervalMs: 20 });
  await until('it is stalled', () => watching.looks.at(-1)?.[1] === true);
  await using consumer = await startConsumer(server, { batch: 128 });
  await consumer.took(300);
  await consumer.drained();
});

test('a server that is away, or refuses, is looked at again', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await using watching = startWatch(connection, { intervalMs: 20 });
  await server.cli('SET', NAMES.keySet, 'text');
  await until('it is refused', () => watching.failures.includes('redis_refused'));
  await server.restart();
  await write(connection, 1).catch(() => {});
  await connection.ready(AbortSignal.timeout(30_000));
  await write(connection, 1);
  await until('it sees the key', () => watching.looks.at(-1)?.[0] === 1);
});
