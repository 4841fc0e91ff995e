import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DurationSummary, WindowSummary } from '../../src/telemetry/window-summary.ts';
import type { Daemon } from '../support/daemon.ts';
import { needRoot } from '../support/need.ts';
import { converged, createScene } from '../support/scene.ts';
import { flood } from '../support/start-flood.ts';
import { until } from '../support/until.ts';

const ROWS = 5000;
/** The port that Node.js debugs on (9229), as /proc/net/tcp has it. */
const DEBUGGER_PORT = ':240D';

type Told = {
  readonly measure: string;
  readonly judged: string;
  readonly table: { readonly neighbors: number; readonly rows: number };
  readonly resources: { readonly threads: number; readonly descriptors: number; readonly rss_bytes: number };
  readonly windows: Readonly<Record<string, ToldWindow>>;
  readonly bottleneck: { readonly stage: string; readonly evidence: string };
};

type ToldWindow = Pick<WindowSummary, 'events' | 'rows' | 'batches'> & {
  readonly latency: ToldDurations;
  readonly stages: Readonly<Record<string, ToldDurations>>;
  readonly shares: Readonly<Record<string, number>>;
  readonly buckets: readonly { readonly rows: number }[];
};

type ToldDurations = Pick<DurationSummary, 'count'> & { readonly mean_ms: number };

const profileOf = async (daemon: Daemon): Promise<Told> => JSON.parse((await daemon.get('/profile')).body) as Told;

test('the profile agrees with the metrics, and its stages with the whole', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 50 });
  const { daemon, namespace } = scene;
  assert.equal(await daemon.metric('neighsyncd_event_latency_seconds_count'), 0, 'the start is not measured');
  await flood(namespace, { op: 'add', count: ROWS }, { op: 'del', count: ROWS });
  await flood(namespace, { op: 'add', count: ROWS });
  await converged(scene);
  const told = await profileOf(daemon);
  const hour = told.windows['1h'];
  assert.ok(hour !== undefined);
  const { latency, stages, shares, buckets, rows, batches, events } = hour;
  const metric = (name: string): Promise<number> => daemon.metric(`neighsyncd_${name}`);
  const written = (await metric('neighbors_added_total')) + (await metric('neighbors_deleted_total'));
  assert.equal(rows, written + (await metric('neighbors_updated_total')));
  assert.equal(events, await metric('neighbor_events_total'));
  assert.equal(batches, await metric('batch_size_count'));
  assert.equal(latency.count, await metric('event_latency_seconds_count'));
  assert.equal(latency.count, rows - 50, 'all but those of the start');
  const sum = (await metric('event_latency_seconds_sum')) * 1000;
  assert.ok(Math.abs(latency.mean_ms * latency.count - sum) < 1, `${latency.mean_ms} ${sum}`);
  const parts = Object.values(stages).reduce((total, { mean_ms }) => total + mean_ms, 0);
  assert.ok(Math.abs(parts - latency.mean_ms) < latency.mean_ms / 2, `${parts} ${latency.mean_ms}`);
  const whole = Object.values(shares).reduce((total, share) => total + share, 0);
  assert.ok(Math.abs(whole - 1) < 1e-3);
  for (const stage of ['receive', 'decode', 'decide']) assert.ok((stages[stage]?.count ?? 0) > ROWS / 100, stage);
  assert.equal(buckets.length, 10);
  assert.deepEqual(
    buckets.map((bucket) => bucket.rows),
    buckets.map((bucket) => bucket.rows).sort((one, other) => one - other),
  );
  assert.deepEqual([told.measure, told.judged, told.table.rows], ['standard', '1m', ROWS + 50]);
  assert.match(told.bottleneck.evidence, new RegExp(`^${told.bottleneck.stage}: \\d+ % of the end-to-end mean`));
  assert.ok(told.resources.threads > 1 && told.resources.descriptors > 3 && told.resources.rss_bytes > 1e7);
});

test('SIGUSR2 writes a CPU profile and SIGUSR1 a heap snapshot, one at a time, and the daemon stays in step', async (t) => {
  if (!needRoot(t)) return;
  const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-profiles-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const settings = [`tuning.profile_dir=${directory}/new`, 'tuning.cpu_profile_ms=2000'];
  await using scene = await createScene({ neighbors: 50, settings });
  const { daemon, namespace } = scene;
  daemon.kill('SIGUSR2');
  await daemon.logged('writing a profile');
  daemon.kill('SIGUSR1');
  await daemon.logged('a profile is being written, ignoring');
  await flood(namespace, { op: 'add', count: ROWS });
  const { file: cpuFile } = await daemon.logged('profile written');
  const from = daemon.log.length;
  daemon.kill('SIGUSR1');
  await flood(namespace, { op: 'del', count: ROWS });
  const { file: heapFile } = await daemon.logged('profile written', from);
  assert.deepEqual(
    readdirSync(join(directory, 'new')).map((name) => name.replace(/.*\./, '')),
    ['cpuprofile', 'heapsnapshot'],
  );
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(String(cpuFile), 'utf8'));
  assert.ok(nodes.length > 10 && samples.length > 10 && samples.length === timeDeltas.length);
  const functions = nodes.map((node: { readonly callFrame: { readonly functionName: string } }) => node.callFrame);
  assert.ok(functions.some(({ functionName }: { readonly functionName: string }) => functionName === 'datagram'));
  const { snapshot } = JSON.parse(readFileSync(String(heapFile), 'utf8'));
  assert.ok(snapshot.node_count > 1000 && snapshot.edge_count > 1000);
  for (const file of [cpuFile, heapFile]) assert.equal(statSync(String(file)).mode & 0o777, 0o600);
  const listening = ['tcp', 'tcp6'].map((name) => readFileSync(`/proc/${daemon.pid}/net/${name}`, 'utf8')).join('');
  assert.ok(!listening.includes(DEBUGGER_PORT), 'no debugger');
  await converged(scene);
  await daemon.stop();
});

test('a profile that cannot be written is a line in the log, and nothing else', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({
    neighbors: 2,
    settings: ['tuning.profile_dir=/proc/1/no', 'tuning.profiler=off'],
  });
  const { daemon, namespace } = scene;
  daemon.kill('SIGUSR1');
  const { error } = await daemon.logged('no profile');
  assert.match(String(error), /^write a heap snapshot: /);
  await flood(namespace, { op: 'add', count: 200 });
  await converged(scene);
  const told = await profileOf(daemon);
  assert.equal(told.measure, 'off');
  assert.equal(told.windows['1m']?.latency.count, 200, 'the whole is measured all the same');
  assert.equal(told.windows['1m']?.stages['write']?.count, 0);
  assert.equal(told.bottleneck, null);
  await daemon.stop();
});

test('how closely is measured changes at SIGHUP, and what Prometheus reads goes on', async (t) => {
  if (!needRoot(t)) return;
  const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-profiles-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'neighsyncd.conf');
  const configure = (name: string): void => writeFileSync(file, `[tuning]\nprofiler = "${name}"\n`);
  configure('light');
  process.env['NEIGHSYNCD_CONFIG'] = file;
  t.after(() => delete process.env['NEIGHSYNCD_CONFIG']);
  await using scene = await createScene({ neighbors: 2 });
  const { daemon, namespace } = scene;
  assert.equal((await profileOf(daemon)).measure, 'light');
  await flood(namespace, { op: 'add', count: 100 });
  await converged(scene);
  configure('detailed');
  daemon.kill('SIGHUP');
  await until('it measures all', async () => (await profileOf(daemon)).measure === 'detailed');
  await flood(namespace, { op: 'del', count: 100 });
  await converged(scene);
  const { latency, stages, events } = (await profileOf(daemon)).windows['1h'] ?? {};
  assert.equal(latency?.count, 100);
  assert.equal(stages?.['decode']?.count, events, 'every datagram has one event');
  assert.equal(await daemon.metric('neighsyncd_event_latency_seconds_count'), 200);
});
