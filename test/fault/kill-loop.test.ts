import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startConsumer } from '../support/consumer.ts';
import { type Daemon, launchDaemon, startDaemon } from '../support/daemon.ts';
import { createNamespace, type Namespace } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { randomFrom } from '../support/random-from.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { hashes } from '../support/rows.ts';
import { recovered } from '../support/scene.ts';
import { type FloodStep, flood } from '../support/start-flood.ts';

const ROUNDS = process.env['SOAK'] === undefined ? 4 : 50;
const KEYS = 1_500;
const TURNS = 100;
const SEED = 20_260_821;

test(`killed at ${2 * ROUNDS} random instants under churn, each new start makes the table right`, async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await killAgainAndAgain(t, { redis, namespace, settings: [] });
});

test(`killed at ${2 * ROUNDS} random instants while orchagent reads, nothing half written is ever there for it`, async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await using consumer = await startConsumer(redis);
  await killAgainAndAgain(t, { redis, namespace, settings: ['deployment.output=producer'] });
  for (const { op, key, fields } of consumer.operations)
    assert.deepEqual(Object.keys(fields), op === 'SET' ? ['neigh', 'family'] : [], `${op} ${key}`);
});

type Switch = {
  readonly redis: RedisServer;
  readonly namespace: Namespace;
  readonly settings: readonly string[];
};

/** Each round kills twice under churn: a daemon in step, and one that has just been started. */
async function killAgainAndAgain(t: TestContext, { redis, namespace, settings }: Switch): Promise<void> {
  const all = [`redis.unix_socket=${redis.socket}`, 'metrics.port=0', 'deployment.start_grace_ms=0', ...settings];
  const random = randomFrom(SEED);
  const start = (): Promise<Daemon> => startDaemon(namespace, ...all);
  let daemon = await start();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const churning = flood(namespace, ...churn(round));
      await kill(daemon, 500 * random());
      daemon = await launchDaemon(namespace, ...all);
      await kill(daemon, 1_000 * random());
      await nothingHalfWritten(redis);
      const sinceMs = performance.now();
      daemon = await start();
      await churning;
      await recovered(t, { redis, namespace }, sinceMs);
    }
    await daemon.stop();
  } finally {
    await daemon[Symbol.asyncDispose]();
  }
}

async function kill(daemon: Daemon, afterMs: number): Promise<void> {
  await pause(afterMs);
  await daemon[Symbol.asyncDispose]();
}

/** Rows change their MAC, go and come, for about a second. */
function churn(round: number): readonly FloodStep[] {
  const turns = Array.from({ length: TURNS }, (_, turn): readonly FloodStep[] => [
    { op: 'add', count: KEYS, round: round * TURNS + turn },
    { op: 'del', first: (turn * 50) % KEYS, count: 50 },
  ]);
  return turns.flat();
}

/** What waits for orchagent is whole rows, and rows to delete. */
async function nothingHalfWritten(redis: RedisServer): Promise<void> {
  for (const prefix of ['NEIGH_TABLE:', '_NEIGH_TABLE:']) {
    for (const [key, fields] of await hashes(redis, prefix))
      assert.deepEqual(Object.keys(fields).toSorted(), ['family', 'neigh'], `${prefix}${key}`);
  }
}
