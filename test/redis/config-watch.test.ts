import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSubscriber } from '../../src/redis/subscriber.ts';
import type { ConfigRows } from '../../src/sonic/config-rows.ts';
import { type ConfigWatchOptions, createConfigWatch } from '../../src/sonic/config-watch.ts';
import { deriveSwitchConfig } from '../../src/sonic/switch-config.ts';
import { keyspacePattern } from '../../src/sonic/watched-keys.ts';
import { prepareConnection, type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

const LIMIT = { timeout: 120_000 };
const TABLES = [{ table: 'PEER_SWITCH' }, { table: 'INTERFACE' }, { table: 'LOGGER', key: 'neighsyncd' }];
const TIMES = { connectTimeoutMs: 5000, socketTimeoutMs: 5000, pingIntervalMs: 1000, reconnectMaxMs: 100 };

/** A running watch of CONFIG_DB on the server, which may be down. */
function startWatch(server: RedisServer, options: Partial<ConfigWatchOptions> = {}) {
  const stop = new AbortController();
  const reader = prepareConnection(server, { database: 4 });
  const { endpoint } = server;
  const patterns = [keyspacePattern(4)];
  const subscriber = createSubscriber({ endpoint, database: 4, name: 'test-subscriber', patterns, ...TIMES });
  const told: ConfigRows[] = [];
  const watch = createConfigWatch({
    reader,
    subscriber,
    databaseId: 4,
    separator: '|',
    tables: TABLES,
    onRows: (rows) => told.push(rows),
    onFailure: () => {},
    ...options,
  });
  reader.open(stop.signal);
  subscriber.open(stop.signal);
  const ended = watch.run(stop.signal);
  /** The rows that were told last, by name. */
  const rows = () =>
    Object.fromEntries(
      [...(told.at(-1) ?? [])].flatMap(([table, of]) => [...of].map(([key, row]) => [`${table}|${key}`, row])),
    );
  return {
    ...{ told, watch, reader, subscriber, rows },
    /** Waits until these rows are the ones told last. */
    shows: async (what: string, expected: ReturnType<typeof rows>) => {
      const equal = () => told.length > 0 && JSON.stringify(entries(rows())) === JSON.stringify(entries(expected));
      await until(what, equal).catch(() => assert.deepEqual(told.length > 0 && rows(), expected, what));
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await Promise.all([reader[Symbol.asyncDispose](), subscriber[Symbol.asyncDispose](), ended]);
    },
  };
}

const entries = (rows: object) => Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1));
const config = (server: RedisServer, ...command: readonly string[]) => server.cli('-n', '4', ...command);

/** How often the server has run a command, also inside of scripts. */
async function calls(server: RedisServer, command: string): Promise<number> {
  const stats = await server.cli('INFO', 'commandstats');
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}

test('what is there is told once, complete, and every way to change a row is followed', LIMIT, async () => {
  await using server = await startRedis();
  await config(server, 'HSET', 'INTERFACE|Ethernet0', 'NULL', 'NULL');
  await config(server, 'HSET', 'INTERFACE|Ethernet0|10.0.0.1/24', 'NULL', 'NULL');
  await config(server, 'HSET', 'LOGGER|neighsyncd', 'LOGLEVEL', 'NOTICE');
  await config(server, 'HSET', 'LOGGER|orchagent', 'LOGLEVEL', 'NOTICE');
  await config(server, 'HSET', 'VLAN|Vlan1000', 'vlanid', '1000');
  await server.cli('HSET', 'INTERFACE|Ethernet4', 'not', 'in CONFIG_DB');
  await using watch = startWatch(server);
  const base = {
    'INTERFACE|Ethernet0': { NULL: 'NULL' },
    'INTERFACE|Ethernet0|10.0.0.1/24': { NULL: 'NULL' },
    'LOGGER|neighsyncd': { LOGLEVEL: 'NOTICE' },
  };
  await watch.shows('the first reading', base);
  assert.deepEqual([...(watch.told[0]?.keys() ?? [])], ['PEER_SWITCH', 'INTERFACE', 'LOGGER']);
  const peer = { 'PEER_SWITCH|b': { f: '1' } };
  const gone = [
    ['DEL', 'PEER_SWITCH|b'],
    ['UNLINK', 'PEER_SWITCH|b'],
    ['HDEL', 'PEER_SWITCH|b', 'f'],
    ['PEXPIRE', 'PEER_SWITCH|b', '5'],
    ['RENAME', 'PEER_SWITCH|b', 'elsewhere'],
    ['MOVE', 'PEER_SWITCH|b', '7'],
    ['SET', 'PEER_SWITCH|b', 'text'],
  ];
  for (const [i, how] of gone.entries()) {
    await config(server, 'DEL', 'PEER_SWITCH|b');
    if (i % 2 === 0) await config(server, 'HSET', 'PEER_SWITCH|b', 'f', '1');
    else {
      await config(server, 'HSET', `new${i}`, 'f', '1');
      await config(server, 'RENAME', `new${i}`, 'PEER_SWITCH|b');
    }
    await watch.shows(`before ${how.join(' ')}`, { ...base, ...peer });
    await config(server, ...how);
    await watch.shows(how.join(' '), base);
  }
  await config(server, 'HSET', 'LOGGER|neighsyncd', 'LOGLEVEL', 'DEBUG');
  await watch.shows('a changed field', { ...base, 'LOGGER|neighsyncd': { LOGLEVEL: 'DEBUG' } });
  await until('the text is counted', () => watch.watch.counts.wrongTypes > 0);
  assert.equal(watch.watch.counts.failures, 0);
  assert.equal(watch.watch.counts.fullReads <= 2, true);
});

test('whatever is changed, the last word is the database', LIMIT, async () => {
  await using server = await startRedis();
  await using watch = startWatch(server, { settleMs: 1 });
  await watch.shows('nothing', {});
  const name = fc.constantFrom('INTERFACE|a', 'INTERFACE|b', 'PEER_SWITCH|c', 'LOGGER|neighsyncd', 'OTHER|d');
  const field = fc.constantFrom('f', 'g');
  const command = fc.oneof(
    fc.tuple(fc.constant('HSET'), name, field, fc.constantFrom('1', '2')),
    fc.tuple(fc.constant('HDEL'), name, field),
    fc.tuple(fc.constant('DEL'), name),
    fc.tuple(fc.constant('RENAME'), name, name),
    fc.tuple(fc.constant('PEXPIRE'), name, fc.constantFrom('0', '3')),
    fc.tuple(fc.constant('PERSIST'), name),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 12 }), async (commands) => {
      // A RENAME of nothing is refused; the others are executed all the same.
      await Promise.allSettled(commands.map((args) => watch.reader.command(args)));
      await until('nothing is about to expire', async () => (await ttls(server)) === 0);
      await watch.shows(JSON.stringify(commands), await stored(server));
    }),
    { numRuns: 60 },
  );
});

async function ttls(server: RedisServer): Promise<number> {
  const script = `local n = 0
    for _, key in ipairs(redis.call('KEYS', '*')) do if redis.call('PTTL', key) >= 0 then n = n + 1 end end
    return n`;
  return Number(await config(server, 'EVAL', script, '0'));
}

/** All watched rows, read by other means. */
async function stored(server: RedisServer): Promise<Record<string, Record<string, string>>> {
  const rows: Record<string, Record<string, string>> = {};
  for (const name of (await config(server, 'KEYS', '*')).split('\n')) {
    if (!/^(INTERFACE|PEER_SWITCH)\||^LOGGER\|neighsyncd$/.test(name)) continue;
    const flat = (await config(server, 'HGETALL', name)).split('\n');
    rows[name] = Object.fromEntries(flat.flatMap((text, i) => (i % 2 === 0 ? [[text, flat[i + 1] ?? '']] : [])));
  }
  return rows;
}

test('ten thousand rows of others cost one scan at the start, and nothing afterwards', LIMIT, async () => {
  await using server = await startRedis();
  const fill = `for i = 1, 10000 do redis.call('HSET', 'ACL_RULE|' .. i, 'f', ARGV[1]) end`;
  await config(server, 'EVAL', fill, '0', '1');
  await config(server, 'HSET', 'PEER_SWITCH|b', 'f', '1');
  await using watch = startWatch(server);
  await until('the first reading', () => watch.told.length > 0);
  assert.equal(deriveSwitchConfig(watch.told[0] ?? new Map()).dualTor, true);
  const { fullReads } = watch.watch.counts;
  const [scans, reads] = [await calls(server, 'scan'), await calls(server, 'hgetall')];
  assert(scans <= 11 * 2 && reads <= 2, `${scans} slices, ${reads} rows read`);
  await config(server, 'EVAL', fill, '0', '2');
  const startMs = performance.now();
  await config(server, 'DEL', 'PEER_SWITCH|b');
  await watch.shows('the change after ten thousand others', {});
  const tookMs = performance.now() - startMs;
  assert(tookMs < 1000, `${tookMs} ms`);
  assert.equal(watch.watch.counts.fullReads, fullReads);
  assert.equal(await calls(server, 'scan'), scans);
  assert.equal(await calls(server, 'hgetall'), reads + 1);
  assert.equal(await calls(server, 'keys'), 0);
});

test('what changes while it is not listening is read when it is again', LIMIT, async () => {
  await using server = await startRedis();
  await using watch = startWatch(server);
  await watch.shows('nothing', {});
  const lost = Promise.withResolvers<void>();
  using _ = watch.subscriber.onState(({ kind }) => kind === 'down' && lost.resolve());
  // In one go: the change is made before the subscriber has even noticed.
  const both = [
    ['CLIENT', 'KILL', 'TYPE', 'pubsub'],
    ['HSET', 'INTERFACE|a', 'f', '1'],
  ];
  await Promise.all(both.map((command) => watch.reader.command(command)));
  await lost.promise;
  await watch.shows('the change that sent no event to us', { 'INTERFACE|a': { f: '1' } });
  await config(server, 'HSET', 'INTERFACE|a', 'f', '2');
  await watch.shows('a change after that', { 'INTERFACE|a': { f: '2' } });
});

test('a server that is not there at the start, is restarted empty, or has lost its scripts', LIMIT, async () => {
  await using server = await startRedis();
  await server.kill('SIGKILL');
  await using watch = startWatch(server);
  await until('it is known to be down', () => watch.reader.lastFailure !== undefined);
  await server.restart();
  await watch.shows('nothing', {});
  await config(server, 'HSET', 'INTERFACE|a', 'f', '1');
  await watch.shows('a row', { 'INTERFACE|a': { f: '1' } });
  await server.cli('SCRIPT', 'FLUSH');
  await config(server, 'HSET', 'INTERFACE|b', 'f', '1');
  await watch.shows('another row', { 'INTERFACE|a': { f: '1' }, 'INTERFACE|b': { f: '1' } });
  await server.restart();
  await watch.shows('nothing again', {});
  await config(server, 'HSET', 'INTERFACE|c', 'f', '1');
  await watch.shows('a row of the new server', { 'INTERFACE|c': { f: '1' } });
});

test('a flush sends no event, and is found by reading everything now and then', LIMIT, async () => {
  await using server = await startRedis();
  await config(server, 'HSET', 'INTERFACE|a', 'f', '1');
  await using watch = startWatch(server, { rereadMs: 100 });
  await watch.shows('a row', { 'INTERFACE|a': { f: '1' } });
  await config(server, 'FLUSHDB');
  await watch.shows('nothing', {});
  assert.equal(watch.told.length, 2, 'readings without a difference are not told');
});

test('a reading that the server refuses is repeated until it does not', LIMIT, async () => {
  await using server = await startRedis();
  await server.cli('ACL', 'SETUSER', 'default', '-scan');
  const failures: string[] = [];
  await using watch = startWatch(server, { onFailure: ({ code }) => failures.push(code) });
  await until('it is refused twice', () => failures.length >= 2);
  assert.deepEqual([...new Set(failures)], ['redis_refused']);
  assert.equal(watch.told.length, 0);
  await server.cli('ACL', 'SETUSER', 'default', '+scan');
  await watch.shows('nothing', {});
});
