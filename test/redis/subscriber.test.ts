import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSubscriber, type SubscriberOptions } from '../../src/redis/subscriber.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { watchStates } from '../support/watch-states.ts';

const LIMIT = { timeout: 60_000 };

function prepare(server: RedisServer, options: Partial<SubscriberOptions> = {}) {
  const subscriber = createSubscriber({
    endpoint: server.endpoint,
    database: 4,
    name: 'test-subscriber',
    connectTimeoutMs: 5000,
    socketTimeoutMs: 5000,
    pingIntervalMs: 1000,
    reconnectMaxMs: 100,
    patterns: ['a*', '__keyspace@4__:*'],
    ...options,
  });
  const messages: (readonly [channel: string, payload: string])[] = [];
  subscriber.onMessage((channel, payload) => messages.push([channel, payload]));
  return { subscriber, messages, ...watchStates(subscriber) };
}

test(
  'up means that every pattern is confirmed, and what is published from then on arrives in order',
  LIMIT,
  async () => {
    await using server = await startRedis();
    const { subscriber, messages, next } = prepare(server);
    await using _ = subscriber;
    assert.equal(await server.cli('PUBSUB', 'NUMPAT'), '0');
    subscriber.open(new AbortController().signal);
    await next('up');
    assert.equal(await server.cli('PUBSUB', 'NUMPAT'), '2');
    assert.match(await server.cli('CLIENT', 'LIST'), / name=test-subscriber /);
    await server.cli('PUBLISH', 'abc', 'first');
    await server.cli('-n', '4', 'HSET', 'T|k', 'f', '1');
    await server.cli('-n', '0', 'HSET', 'T|other', 'f', '1');
    await server.cli('PUBLISH', 'b', 'not ours');
    await server.cli('PUBLISH', 'a', 'last');
    await until('the last message', () => messages.length >= 3);
    assert.deepEqual(messages, [
      ['abc', 'first'],
      ['__keyspace@4__:T|k', 'hset'],
      ['a', 'last'],
    ]);
  },
);

test(
  'it subscribes again after a loss and after a restart, and forgets a listener that is disposed',
  LIMIT,
  async () => {
    await using server = await startRedis();
    const { subscriber, messages, next } = prepare(server);
    await using _ = subscriber;
    let others = 0;
    const other = subscriber.onMessage(() => others++);
    subscriber.open(new AbortController().signal);
    await next('up');
    await server.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await next('down');
    assert.equal((await next('up')).sameServer, true);
    await server.cli('PUBLISH', 'a', '1');
    await until('the message after the loss', () => messages.length === 1 && others === 1);
    other[Symbol.dispose]();
    await server.restart();
    await next('down');
    assert.equal((await next('up')).sameServer, false);
    assert.equal(subscriber.generation, 3);
    await server.cli('PUBLISH', 'a', '2');
    await until('the message after the restart', () => messages.length === 2);
    assert.equal(others, 1);
  },
);

test('a hung server is noticed although nothing is expected of it', LIMIT, async () => {
  await using server = await startRedis();
  const times = { pingIntervalMs: 100, socketTimeoutMs: 500, connectTimeoutMs: 1000 };
  const { subscriber, messages, next } = prepare(server, times);
  await using _ = subscriber;
  subscriber.open(new AbortController().signal);
  await next('up');
  await server.kill('SIGSTOP');
  assert.match((await next('down')).reason.message, /no answer for 500 ms/);
  assert.equal(subscriber.isUp, false);
  await server.kill('SIGCONT');
  await next('up');
  await server.cli('PUBLISH', 'a', 'again');
  await until('a message', () => messages.length === 1);
});

test('a server that refuses the patterns keeps it down', LIMIT, async () => {
  await using server = await startRedis();
  await server.cli('CONFIG', 'SET', 'acl-pubsub-default', 'resetchannels');
  await server.cli('ACL', 'SETUSER', 'blind', 'on', '>secret', '+@all', '~*');
  const { subscriber, next } = prepare(server, { username: 'blind', password: 'secret' });
  await using _ = subscriber;
  subscriber.open(new AbortController().signal);
  const { reason } = await next('down');
  assert.equal(reason.code, 'redis_refused');
  assert.match(reason.message, /NOPERM/);
  await server.cli('ACL', 'SETUSER', 'blind', 'allchannels');
  await next('up');
});
