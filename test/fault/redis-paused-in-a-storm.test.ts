import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { processMemoryMib } from '../support/process-stat.ts';
import { createScene, noteFigure } from '../support/scene.ts';
import { flood } from '../support/start-flood.ts';
import { until } from '../support/until.ts';

const NEIGHBORS = 128_000;
const ROUNDS = 8;
/** What waits for Redis is a bounded table of numbers (measured: some 30 MB more than before, most of it garbage). */
const GROWTH_MB = 100;
const DEADLINE_MS = 120_000;

test('a million changes of 128,000 neighbors while Redis stands still take bounded memory, and end right', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 0 });
  const { namespace, redis, daemon } = scene;
  const rows = async (): Promise<number> => Number(await redis.cli('DBSIZE'));
  await flood(namespace, { op: 'add', count: NEIGHBORS });
  await until('all rows are written', async () => (await rows()) === NEIGHBORS, DEADLINE_MS);
  const before = processMemoryMib(daemon.pid, 'VmRSS');

  await redis.kill('SIGSTOP');
  const rounds = Array.from(
    { length: ROUNDS },
    (_, round) => ({ op: 'add', count: NEIGHBORS, round: round + 1 }) as const,
  );
  await flood(namespace, ...rounds);
  await until('every change has been taken in', async () => {
    const pending = await daemon.metric('neighsyncd_pending_neighbors');
    return pending >= NEIGHBORS || (await daemon.metric('neighsyncd_redis_connected')) === 0;
  });
  const sinceMs = performance.now();
  await redis.kill('SIGCONT');

  const last = `02:0${ROUNDS}:01:f3:ff:06`;
  const sample = 'NEIGH_TABLE:Ethernet0:2001:db8:1::1:f3ff';
  await until('the last MAC is written', async () => (await redis.cli('HGET', sample, 'neigh')) === last, DEADLINE_MS);
  const settled = async (): Promise<boolean> =>
    (await daemon.metric('neighsyncd_pending_neighbors')) === 0 &&
    (await daemon.metric('neighsyncd_health_status')) === 1;
  await until('nothing waits any more', settled, DEADLINE_MS);
  noteFigure(t, Math.round(performance.now() - sinceMs), 'ms');
  assert.equal(await wrongRows(redis, `02:0${ROUNDS}:`), 0);
  assert.equal(await rows(), NEIGHBORS);
  const peak = processMemoryMib(daemon.pid, 'VmHWM');
  noteFigure(t, Math.round(peak), 'MB');
  assert.ok(peak - before < GROWTH_MB, `${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most`);
  await daemon.stop();
});

/** Rows whose MAC does not begin so; compared in Redis, for there are many. */
async function wrongRows(redis: { readonly cli: (...args: readonly string[]) => Promise<string> }, prefix: string) {
  const script = `local wrong = 0
    for _, key in ipairs(redis.call('KEYS', 'NEIGH_TABLE:*')) do
      if string.sub(redis.call('HGET', key, 'neigh'), 1, #ARGV[1]) ~= ARGV[1] then wrong = wrong + 1 end
    end
    return wrong`;
  return Number(await redis.cli('EVAL', script, '0', prefix));
}
