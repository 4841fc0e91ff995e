import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { createProxiedScene } from '../support/proxied-scene.ts';
import { converged, createScene, type Scene } from '../support/scene.ts';
import { flood } from '../support/start-flood.ts';
import { until } from '../support/until.ts';

type Tuning = {
  readonly mode: string;
  readonly knobs: { readonly batch_size: number; readonly receive_buffer_bytes: number };
  readonly note: string;
  readonly decisions: readonly { readonly outcome: string; readonly knob: string; readonly to: number }[];
};

/** One script at a time, small, and far from its Redis: some 500 rows a second. */
const BAD = [
  'tuning.interval_ms=1000',
  'tuning.strategy=balanced',
  'performance.workers=1',
  'performance.batch_timeout_ms=500',
];
const FAR = { pieceBytes: Number.MAX_SAFE_INTEGER, delayMs: [100, 100] } as const;
const FLOOD = 12_000;
const DEADLINE_MS = 120_000;

async function tuning({ daemon }: Pick<Scene, 'daemon'>): Promise<Tuning> {
  return JSON.parse((await daemon.get('/tuning')).body) as Tuning;
}

test('batches that are too small for a Redis far away become larger, and stay so', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createProxiedScene([...BAD, 'performance.batch_size=50']);
  scene.proxy.slow(FAR);
  await flood(scene.namespace, { op: 'add', count: FLOOD });
  await until('larger batches helped', async () => helped(await tuning(scene), 'batch_size'), DEADLINE_MS);
  await until(
    'all rows are written',
    async () => (await scene.daemon.metric('neighsyncd_pending_neighbors')) === 0,
    DEADLINE_MS,
  );
  scene.proxy.slow(undefined);
  await converged(scene);
  // The window in which the last rows were written is no idle one.
  await pass(scene, 2);
  const { knobs } = await tuning(scene);
  assert.ok(knobs.batch_size >= 100, `batch_size is ${knobs.batch_size}`);
  assert.equal((await scene.daemon.logged('tuner: a change helped and stays')).level, 'info');
  assert.ok((await scene.daemon.metric('neighsyncd_tuner_decisions_total')) >= 2);
  const windows = scene.daemon.log.length;
  await pass(scene, 3);
  assert.deepEqual((await tuning(scene)).knobs, knobs, 'an idle pipeline was tuned');
  assert.equal(scene.daemon.log.slice(windows).filter(({ message }) => message.startsWith('tuner')).length, 0);
});

test('advice turns nothing, and tells what it would turn', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createProxiedScene([...BAD, 'performance.batch_size=50', 'tuning.mode=advise']);
  scene.proxy.slow(FAR);
  await flood(scene.namespace, { op: 'add', count: FLOOD });
  const advised = async (): Promise<boolean> =>
    (await tuning(scene)).decisions.some(({ outcome }) => outcome === 'advised');
  await until('there is advice', advised, DEADLINE_MS);
  scene.proxy.slow(undefined);
  await converged(scene);
  const { mode, knobs, decisions } = await tuning(scene);
  assert.deepEqual([mode, knobs.batch_size], ['advise', 50]);
  assert.ok(decisions.every(({ outcome }) => outcome === 'advised'));
});

test('events that a small receive buffer cannot hold make it larger, by what the kernel really grants', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({
    neighbors: 10,
    settings: ['tuning.interval_ms=1000', 'netlink.receive_buffer_bytes=8192'],
  });
  const { namespace, daemon } = scene;
  for (let round = 1; (await tuning(scene)).knobs.receive_buffer_bytes <= 8192; round++) {
    assert.ok(round < 60, 'nothing was lost, or nothing was done about it');
    await flood(namespace, { op: 'add', count: 5_000, round });
    await pass(scene, 1);
  }
  await converged(scene);
  const { knobs } = await tuning(scene);
  assert.ok((await daemon.metric('neighsyncd_netlink_overruns_total')) > 0);
  assert.equal(await daemon.metric('neighsyncd_netlink_receive_buffer_bytes'), 2 * knobs.receive_buffer_bytes);
});

test('a reload of what is configured puts it in force, whatever has been tuned', async (t) => {
  if (!needRoot(t)) return;
  const directory = await mkdtemp(join(tmpdir(), 'neighsyncd-tuner-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'neighsyncd.conf');
  const settings = (batch: number, workers: number): string =>
    `[performance]\nbatch_size = ${batch}\nworkers = ${workers}\nbatch_timeout_ms = 500\n`;
  await writeFile(file, settings(50, 1));
  process.env['NEIGHSYNCD_CONFIG'] = file;
  await using scene = await createProxiedScene(['tuning.interval_ms=1000', 'tuning.strategy=balanced']);
  scene.proxy.slow(FAR);
  await flood(scene.namespace, { op: 'add', count: FLOOD });
  await until('it has turned something', async () => (await tuning(scene)).knobs.batch_size > 50, DEADLINE_MS);
  scene.proxy.slow(undefined);
  await converged(scene);
  await writeFile(file, settings(70, 3));
  scene.daemon.kill('SIGHUP');
  await until('it is in force', async () => (await tuning(scene)).knobs.batch_size === 70, DEADLINE_MS);
});

/** Waits for so many windows of the tuner. */
async function pass({ daemon }: Pick<Scene, 'daemon'>, windows: number): Promise<void> {
  let last = await lastWindow(daemon);
  for (let seen = 0; seen < windows; seen++) {
    const before = last;
    await until('the tuner looks again', async () => {
      last = await lastWindow(daemon);
      return last !== before;
    });
  }
}

async function lastWindow(daemon: Scene['daemon']): Promise<string | undefined> {
  const { last_window } = JSON.parse((await daemon.get('/tuning')).body) as {
    readonly last_window: { at: string } | null;
  };
  return last_window?.at;
}

function helped({ decisions }: Tuning, knob: string): boolean {
  return decisions.some((one) => one.outcome === 'kept' && one.knob === knob);
}
