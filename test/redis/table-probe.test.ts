import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableNames } from '../../src/sonic/table-names.ts';
import { runTableProbe } from '../../src/sonic/table-probe.ts';
import { connectTo, type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

const NAMES = tableNames('NEIGH_TABLE', 0, ':');

/** A probe that looks every 10 ms, and what it has told so far; `looks` counts how often it asked for a sample. */
async function probe(redis: RedisServer, keys: () => readonly string[]) {
  const connection = await connectTo(redis);
  const ending = new AbortController();
  const told = { gone: 0, looks: 0, failures: 0 };
  const sample = (): readonly string[] => {
    told.looks++;
    return keys();
  };
  const running = runTableProbe(
    { connection, names: NAMES, sample, intervalMs: 10, onGone: () => told.gone++, onFailure: () => told.failures++ },
    ending.signal,
  );
  return {
    told,
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await running;
      await connection[Symbol.asyncDispose]();
    },
  };
}

test('a table that has any of its keys, in staging or final, is there; one that has none was emptied', async () => {
  await using redis = await startRedis();
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.0.1', 'neigh', '02:00:00:00:00:01');
  await redis.cli('HSET', '_NEIGH_TABLE:Ethernet0:10.0.0.2', 'neigh', '02:00:00:00:00:02');
  await using made = await probe(redis, () => ['Ethernet0:10.0.0.1', 'Ethernet0:10.0.0.2']);
  await until('it has looked', () => made.told.looks > 5);
  await redis.cli('DEL', 'NEIGH_TABLE:Ethernet0:10.0.0.1');
  const { looks } = made.told;
  await until('it has looked again', () => made.told.looks > looks + 5);
  assert.equal(made.told.gone, 0);
  await redis.cli('FLUSHDB');
  await until('it tells', () => made.told.gone > 0);
});

test('a table that should have nothing is not asked for, and a sample that changes meanwhile proves nothing', async () => {
  await using redis = await startRedis();
  let round = 0;
  await using empty = await probe(redis, () => []);
  await using changing = await probe(redis, () => [`Ethernet0:10.0.0.${(round++ % 200) + 1}`]);
  await until('both have looked', () => empty.told.looks > 5 && changing.told.looks > 10);
  assert.deepEqual([empty.told.gone, changing.told.gone, changing.told.failures], [0, 0, 0]);
});
