import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { DaemonError } from '../base/errors.ts';
import type { ConnectionState } from '../redis/connection.ts';
import type { MessageListener } from '../redis/subscriber.ts';
import type { ConfigRows } from './config-rows.ts';
import { createConfigWatch } from './config-watch.ts';

/** A reading that is not made is waited for. */
const LIMIT = { timeout: 5000 };

const UP: ConnectionState = { kind: 'up', runId: 'x', sameServer: true };

/** A fake of one of the two connections: ready at once, with states that the test makes up. */
function fakeConnection() {
  const listeners = new Set<(state: ConnectionState) => void>();
  return {
    generation: 1,
    ready: async () => {},
    onState: (listener: (state: ConnectionState) => void) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    up: () => {
      for (const listener of listeners) listener(UP);
    },
    listeners,
  };
}

/** A watch of the table `T` of a fake database. A test takes each reading that it makes, and answers it when it likes. */
function createWorld() {
  const database = new Map<string, readonly string[] | null>();
  const readings: { readonly names: readonly string[] | 'everything'; readonly answer: (error?: Error) => void }[] = [];
  const stop = new AbortController();
  const told: ConfigRows[] = [];
  const failures: DaemonError[] = [];
  let arrived = Promise.withResolvers<void>();
  const reader = {
    ...fakeConnection(),
    run: async (_script: unknown, keys: readonly string[], args: readonly string[]): Promise<unknown> => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const everything = args[0] === '0';
      const names = everything ? [...database.keys()] : keys;
      const reply = ['0', ...names.flatMap((name) => [name, database.has(name) ? database.get(name) : []])];
      const answer = (error?: Error) => (error ? reject(error) : resolve());
      assert(everything || keys.length > 0, 'a reading of nothing');
      readings.push({ names: everything ? 'everything' : keys, answer });
      arrived.resolve();
      await Promise.race([promise, once(stop.signal, 'abort')]);
      return reply;
    },
  };
  const messages = new Set<MessageListener>();
  const subscriber = {
    ...fakeConnection(),
    onMessage: (listener: MessageListener) => {
      messages.add(listener);
      return { [Symbol.dispose]: () => void messages.delete(listener) };
    },
  };
  const watch = createConfigWatch({
    reader,
    subscriber,
    databaseId: 4,
    separator: '|',
    tables: [{ table: 'T' }, { table: 'V' }],
    onRows: (rows) => told.push(rows),
    onFailure: (failure) => failures.push(failure),
    settleMs: 0,
    random: () => 0,
  });
  const ended = watch.run(stop.signal);
  /** Waits for the next reading; it has seen the database as it was when it was asked for. */
  const reading = async () => {
    await arrived.promise;
    const next = readings.shift() ?? assert.fail('no reading');
    if (readings.length === 0) arrived = Promise.withResolvers();
    return next;
  };
  return {
    ...{ database, reader, subscriber, told, failures, watch, reading },
    event: (channel: string, payload = 'hset') => {
      for (const listener of messages) listener(channel, payload);
    },
    /** Sets a row and tells of it. */
    set: (name: string, ...fields: readonly string[]) => {
      database.set(name, fields);
      for (const listener of messages) listener(`__keyspace@4__:${name}`, 'hset');
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
      assert.equal(messages.size + reader.listeners.size + subscriber.listeners.size, 0, 'a listener is left');
    },
  };
}

const rowsOf = (rows: ConfigRows | undefined) => Object.fromEntries(rows?.get('T') ?? []);

test('it reads everything first, and tells of it even if there is nothing', LIMIT, async () => {
  await using world = createWorld();
  const first = await world.reading();
  assert.equal(first.names, 'everything');
  first.answer();
  world.subscriber.up();
  (await world.reading()).answer();
  world.set('T|a', 'f', '1');
  (await world.reading()).answer();
  world.set('T|b', 'f', '2');
  await world.reading();
  assert.deepEqual(world.told.map(rowsOf), [{}, { a: { f: '1' } }], 'a reading without a difference is not told');
});

test('a table that did not change is the same object, also when everything was read again', LIMIT, async () => {
  await using world = createWorld();
  world.database.set('V|x', ['f', '1']);
  (await world.reading()).answer();
  world.database.set('T|a', ['f', '1']);
  world.subscriber.up();
  (await world.reading()).answer();
  world.set('T|a', 'f', '2');
  (await world.reading()).answer();
  world.set('T|a', 'f', '3');
  await world.reading();
  assert.equal(world.told.length, 3);
  assert.equal(new Set(world.told.map((rows) => rows.get('V'))).size, 1);
  assert.equal(new Set(world.told.map((rows) => rows.get('T'))).size, 3);
});

test('a row that changes while everything is read is read again afterwards', LIMIT, async () => {
  await using world = createWorld();
  const first = await world.reading();
  world.set('T|late', 'f', '1');
  first.answer();
  const second = await world.reading();
  assert.deepEqual(second.names, ['T|late']);
  second.answer();
  world.set('T|x', 'f', '2');
  await world.reading();
  assert.deepEqual(world.told.map(rowsOf), [{}, { late: { f: '1' } }]);
});

test('several changes are one reading, and what is not watched is none', LIMIT, async () => {
  await using world = createWorld();
  (await world.reading()).answer();
  for (const channel of ['__keyspace@4__:U|a', '__keyspace@0__:T|a', '__keyspace@4__:T', '__keyevent@4__:T|a', '']) {
    world.event(channel);
  }
  for (const value of ['1', '2', '3']) world.set('T|a', 'f', value);
  await setImmediate(); // it has woken up, and waits for more
  world.set('T|b', 'f', '4');
  const second = await world.reading();
  assert.deepEqual(second.names, ['T|a', 'T|b']);
  second.answer();
  await setTimeout(20); // enough for a reading of nothing
  world.database.delete('T|a');
  world.event('__keyspace@4__:T|a', 'del');
  (await world.reading()).answer();
  world.set('T|b', 'f', '4');
  (await world.reading()).answer();
  world.set('T|c');
  await world.reading();
  assert.deepEqual(world.told.map(rowsOf), [{}, { a: { f: '3' }, b: { f: '4' } }, { b: { f: '4' } }]);
  assert.deepEqual(world.watch.counts, { fullReads: 1, rowReads: 5, wrongTypes: 0, failures: 0 });
});

test('a reconnection of either side, and a flood of changes, make it read everything', LIMIT, async () => {
  await using world = createWorld();
  (await world.reading()).answer();
  for (const trouble of [world.reader.up, world.subscriber.up]) {
    trouble();
    const reading = await world.reading();
    assert.equal(reading.names, 'everything');
    reading.answer();
  }
  for (let i = 0; i < 1500; i++) world.event(`__keyspace@4__:T|${i}`);
  const flood = await world.reading();
  assert.equal(flood.names, 'everything');
  world.subscriber.up();
  flood.answer();
  assert.equal((await world.reading()).names, 'everything', 'a reconnection during the reading');
});

test('a reading that fails is told and repeated, and so is one that two servers answered', LIMIT, async () => {
  await using world = createWorld();
  (await world.reading()).answer(new DaemonError('redis_refused', { op: 'x' }));
  (await world.reading()).answer();
  world.set('T|a', 'f', '1');
  (await world.reading()).answer(new DaemonError('redis_unavailable', { op: 'x' }));
  const third = await world.reading();
  assert.equal(third.names, 'everything', 'the row that could not be read is not forgotten');
  world.reader.generation++;
  third.answer();
  (await world.reading()).answer();
  world.set('T|b');
  await world.reading();
  assert.deepEqual(
    world.failures.map(({ code }) => code),
    ['redis_refused', 'redis_unavailable', 'redis_unavailable'],
  );
  assert.deepEqual(world.told.map(rowsOf), [{}, { a: { f: '1' } }]);
  assert.equal(world.watch.counts.failures, 3);
});

test('a key that is not a hash is no row, and counted', LIMIT, async () => {
  await using world = createWorld();
  world.database.set('T|text', null).set('T|row', ['f', '1']);
  (await world.reading()).answer();
  world.set('T|x');
  await world.reading();
  assert.deepEqual(rowsOf(world.told.at(-1)), { row: { f: '1' } });
  assert.equal(world.watch.counts.wrongTypes, 1);
});
