import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { DaemonError } from '../../src/base/errors.ts';
import type { LuaScript } from '../../src/redis/script.ts';
import { connectTo, prepareConnection, type RedisServer, startRedis } from '../support/redis-server.ts';
import { watchStates } from '../support/watch-states.ts';

const LIMIT = { timeout: 60_000 };
const ECHO: LuaScript = { source: 'return ARGV[1]', sha1: '098e0f0d1448c0a81dafe820f66d460eb09263da' };
/** Keeps the server busy until it is killed, so that commands are surely in flight. */
const SLEEP = ['EVAL', 'while true do end', '0'];

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(() => {
  process.off('unhandledRejection', note);
  assert.deepEqual(unhandled.splice(0), []);
});

/** Opens with watched states and waits for the first `up`. */
async function openWatched(server: RedisServer, options: Parameters<typeof prepareConnection>[1] = {}) {
  const connection = prepareConnection(server, options);
  const watch = watchStates(connection);
  connection.open(new AbortController().signal);
  return { connection, ...watch, first: await watch.next('up') };
}

async function codeOf(command: Promise<unknown>): Promise<string> {
  const error = await command.then(
    () => assert.fail('it was not refused'),
    (thrown: unknown) => thrown,
  );
  assert(error instanceof DaemonError, String(error));
  return error.code;
}

async function runId(server: RedisServer): Promise<string> {
  return /run_id:(\w+)/.exec(await server.cli('INFO', 'server'))?.[1] ?? assert.fail('no run_id');
}

test('commands, database, name and run_id of an open connection', LIMIT, async () => {
  await using server = await startRedis();
  const { connection, first } = await openWatched(server, { database: 4, name: 'neighsyncd-writer' });
  await using _ = connection;
  assert.deepEqual(first, { kind: 'up', runId: await runId(server), sameServer: false });
  assert.equal(connection.isUp, true);
  assert.equal(await connection.command(['SET', 'key', 'value']), 'OK');
  assert.equal(await server.cli('-n', '4', 'GET', 'key'), 'value');
  assert.match(await server.cli('CLIENT', 'LIST'), / name=neighsyncd-writer .* db=4 /);
});

test('nothing happens before open, and a server that is not there is one "down"', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = prepareConnection(server);
  const { states, next } = watchStates(connection);
  assert.equal(await codeOf(connection.command(['PING'])), 'redis_unavailable');
  assert.equal(await server.cli('INFO', 'clients').then((text) => /connected_clients:(\d+)/.exec(text)?.[1]), '1');

  await server.kill('SIGKILL');
  connection.open(new AbortController().signal);
  const { reason } = await next('down');
  assert.equal(reason.code, 'redis_unavailable');
  assert.match(reason.message, /unix:.*ECONNREFUSED/);
  await server.restart();
  assert.equal((await next('up')).sameServer, false);
  assert.deepEqual(
    states.map((state) => state.kind),
    ['down', 'up'],
  );
});

test('a server killed with commands in flight: each is rejected, none is sent again', LIMIT, async () => {
  await using server = await startRedis();
  const { connection, next } = await openWatched(server);
  await using _ = connection;
  const flight = [SLEEP, ['INCR', 'a'], ['INCR', 'a']].map((args) => codeOf(connection.command(args)));
  await server.kill('SIGKILL');
  assert.deepEqual(await Promise.all(flight), ['redis_unavailable', 'redis_unavailable', 'redis_unavailable']);
  assert.equal((await next('down')).reason.code, 'redis_unavailable');
  assert.equal(connection.isUp, false);
  assert.equal(await codeOf(connection.command(['INCR', 'a'])), 'redis_unavailable');
  await server.restart();
  assert.equal((await next('up')).sameServer, false);
  assert.equal(connection.generation, 2);
  assert.equal(await connection.command(['EXISTS', 'a']), 0);
});

test('a hung server is noticed in time, however busy the connection is', LIMIT, async (t) => {
  await using server = await startRedis();
  const times = { pingIntervalMs: 200, socketTimeoutMs: 1000, connectTimeoutMs: 1000 };
  const { connection, next } = await openWatched(server, times);
  await using _ = connection;
  await server.kill('SIGSTOP');
  const start = performance.now();
  const flight: Promise<string>[] = [];
  const busy = setInterval(() => flight.push(codeOf(connection.command(['PING']))), 20);
  t.after(() => clearInterval(busy));
  const { reason } = await next('down');
  const noticedMs = performance.now() - start;
  clearInterval(busy);
  assert.match(reason.message, /no answer for 1000 ms/);
  assert(noticedMs > 700 && noticedMs < 10_000, `noticed after ${noticedMs} ms`);
  assert.deepEqual([...new Set(await Promise.all(flight))], ['redis_unavailable']);
  await server.kill('SIGCONT');
  assert.equal((await next('up')).sameServer, true);
});

test('a server that hangs from the beginning is given up after the connect timeout', LIMIT, async () => {
  await using server = await startRedis();
  await server.kill('SIGSTOP');
  await using connection = prepareConnection(server, { connectTimeoutMs: 200 });
  const { next } = watchStates(connection);
  connection.open(new AbortController().signal);
  assert.match((await next('down')).reason.message, /no answer within 200 ms/);
  await server.kill('SIGCONT');
  await next('up');
});

test('CLIENT KILL is a loss, and the server is the same afterwards', LIMIT, async () => {
  await using server = await startRedis();
  const { connection, first, next, states } = await openWatched(server);
  await using _ = connection;
  await server.cli('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await next('down');
  assert.deepEqual(await next('up'), { ...first, sameServer: true });
  assert.equal(states.length, 3);
});

test('a script is sent again by source after SCRIPT FLUSH', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  for (const word of ['first', 'second']) {
    assert.equal(await connection.run(ECHO, [], [word]), word);
    await server.cli('SCRIPT', 'FLUSH');
  }
  assert.equal(await connection.run(ECHO, [], ['third']), 'third');
  assert.equal(await server.cli('SCRIPT', 'EXISTS', ECHO.sha1), '1');
});

test('error replies keep their text', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  await connection.command(['SET', 'text', '1']);
  await assert.rejects(connection.command(['HGETALL', 'text']), {
    code: 'redis_refused',
    message: /^redis HGETALL: WRONGTYPE /,
  });
  await connection.command(['CONFIG', 'SET', 'maxmemory', '1']);
  assert.equal(await codeOf(connection.command(['SET', 'text', '2'])), 'redis_refused');
  await connection.command(['CONFIG', 'SET', 'maxmemory', '0']);
  await connection.command(['REPLICAOF', '127.0.0.1', '1']);
  await assert.rejects(connection.command(['SET', 'text', '2']), { code: 'redis_refused', message: /READONLY/ });
});

test('a wrong password is said once and tried again; the right one works', LIMIT, async () => {
  await using server = await startRedis({ args: ['--requirepass', 'secret'] });
  await using right = await connectTo(server, { password: 'secret' });
  assert.equal(await right.command(['PING']), 'PONG');
  for (const password of ['wrong', undefined]) {
    await using wrong = prepareConnection(server, password === undefined ? {} : { password });
    const { next } = watchStates(wrong);
    wrong.open(new AbortController().signal);
    const { reason } = await next('down');
    assert.equal(reason.code, 'redis_refused');
    assert.match(reason.message, password ? /WRONGPASS/ : /NOAUTH/);
    await right.command(['CONFIG', 'SET', 'requirepass', password ?? '']);
    await next('up');
    await right.command(['CONFIG', 'SET', 'requirepass', 'secret']);
  }
});

test('more commands than anybody should have in flight are refused, and the rest is answered', LIMIT, async () => {
  await using server = await startRedis();
  await using connection = await connectTo(server);
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => connection.command(['PING'])));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(refused.length, 36);
  for (const { reason } of refused) assert.equal(reason.code, 'redis_unavailable');
});

test('disposing ends a hung connection at once, and whoever waits', LIMIT, async () => {
  await using server = await startRedis();
  const { connection, states } = await openWatched(server, { socketTimeoutMs: 60_000, pingIntervalMs: 30_000 });
  await server.kill('SIGSTOP');
  const flight = codeOf(connection.command(['PING']));
  const start = performance.now();
  await connection[Symbol.asyncDispose]();
  assert(performance.now() - start < 5000);
  assert.equal(await flight, 'redis_unavailable');
  assert.equal(await codeOf(connection.ready(new AbortController().signal)), 'aborted');
  assert.deepEqual(
    states.map((state) => state.kind),
    ['up'],
  );
});

test('the signals of open and ready end them', LIMIT, async () => {
  await using server = await startRedis();
  await server.kill('SIGSTOP');
  const stop = new AbortController();
  await using connection = prepareConnection(server, { connectTimeoutMs: 60_000 });
  connection.open(stop.signal);
  const impatient = new AbortController();
  const waits = [codeOf(connection.ready(impatient.signal)), codeOf(connection.ready(new AbortController().signal))];
  impatient.abort();
  assert.equal(await waits[0], 'aborted');
  stop.abort();
  assert.equal(await waits[1], 'aborted');
});

test('a user who may not use CLIENT is served all the same, after a loss, too', LIMIT, async () => {
  await using server = await startRedis();
  await server.cli('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '&*', '+@all', '-client');
  const { connection, next } = await openWatched(server, { username: 'limited', password: 'secret' });
  await using _ = connection;
  await server.cli('CLIENT', 'KILL', 'USER', 'limited');
  await next('down');
  await next('up');
  assert.equal(await connection.command(['SET', 'key', 'value']), 'OK');
});

test('a new connection ends what the server still has of the one before, and of no other', LIMIT, async () => {
  await using server = await startRedis();
  await using other = await connectTo(server);
  const times = { pingIntervalMs: 50, socketTimeoutMs: 150, connectTimeoutMs: 5000 };
  const { connection, next } = await openWatched(server, times);
  await using _ = connection;
  await server.kill('SIGSTOP');
  const given = codeOf(connection.command(['SET', 'key', 'late']));
  await next('down');
  await server.kill('SIGCONT');
  await next('up');
  assert.equal(await given, 'redis_unavailable');
  assert.equal((await server.cli('CLIENT', 'LIST')).match(/ name=test /g)?.length, 2);
  assert.equal(await other.command(['PING']), 'PONG');
});
