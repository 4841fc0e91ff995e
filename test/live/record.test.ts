import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { runCli, startDaemon } from '../support/daemon.ts';
import { createNamespace, kernelRows, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { macs, sorted } from '../support/rows.ts';
import { converged } from '../support/scene.ts';
import { until } from '../support/until.ts';

type Replay = {
  readonly complete: boolean;
  readonly events: number;
  readonly writes: number;
  readonly sha256: string;
  readonly unanswered: number;
  readonly skipped: number;
  readonly rows: Readonly<Record<string, { readonly neigh: string | null; readonly family: string | null }>>;
};

async function replayed(file: string, ...options: readonly string[]): Promise<Replay> {
  const { code, stdout, stderr } = await runCli(undefined, 'replay', file, '--json', ...options);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Replay;
}

/** The rows of a replay as `macs` has those of a Redis. */
const macsOf = ({ rows }: Replay) =>
  sorted(new Map(Object.entries(rows).map(([key, { neigh }]) => [key, neigh ?? ''])));

function captureFile(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'record-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return join(directory, 'capture');
}

test('what happened to a daemon is replayed: the same table, and the same writes each time', async (t) => {
  if (!needRoot(t)) return;
  const capture = captureFile(t);
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.99.9', 'neigh', '02:00:00:00:00:01', 'family', 'IPv4');
  await namespace.batch(neighborCommands(500));
  const settings = [
    ...['deployment.start_grace_ms=200', 'deployment.verify_interval_ms=300', 'redis.reconnect_max_ms=200'],
    ...[`redis.unix_socket=${redis.socket}`, 'metrics.port=0', 'netlink.receive_buffer_bytes=8192'],
  ];
  const daemon = await startDaemon(namespace, ...settings, { record: capture });
  try {
    daemon.kill('SIGSTOP');
    await namespace.batch(neighborCommands(500, { mac: '02:00:11' }));
    daemon.kill('SIGCONT');
    await converged({ redis, namespace });
    await redis.cli('CLIENT', 'KILL', 'TYPE', 'normal');
    await namespace.batch(['neigh del 10.0.0.2 dev Ethernet0', 'neigh del 2001:db8::3 dev Ethernet0']);
    await converged({ redis, namespace });
    await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.0.4', 'neigh', '02:66:66:66:66:66');
    await daemon.logged('rows found that somebody else had changed');
    await namespace.batch(['link set Ethernet0 name Ethernet16']);
    await converged({ redis, namespace });
    await daemon.stop();
  } finally {
    await daemon[Symbol.asyncDispose]();
  }
  const real = sorted(await macs(redis));
  assert.deepEqual(real, sorted(await kernelRows(namespace)));

  const first = await replayed(capture);
  assert.deepEqual(macsOf(first), real);
  assert.ok(first.complete && first.events > 10 && first.writes > 1_000, JSON.stringify({ ...first, rows: {} }));
  assert.deepEqual({ ...(await replayed(capture)) }, first);

  await using scratch = await startRedis();
  assert.deepEqual(await replayed(capture, '--into', scratch.socket), first);
  assert.deepEqual(sorted(await macs(scratch)), real);
  const again = await runCli(undefined, 'replay', capture, '--into', scratch.socket);
  assert.equal(again.code, 64);
  assert.match(again.stderr, /is no scratch Redis: it has NEIGH_TABLE:/);

  const listed = await runCli(undefined, 'replay', capture, '--writes');
  assert.equal(listed.stdout.match(/^(set|delete) /gm)?.length, first.writes);
});

test('a recording is bounded, and what is left of a long one gives the same table', async (t) => {
  if (!needRoot(t)) return;
  const capture = captureFile(t);
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  const settings = [`redis.unix_socket=${redis.socket}`, 'metrics.port=0', 'deployment.start_grace_ms=0'];
  const daemon = await startDaemon(namespace, ...settings, { record: capture, recordLimitMib: 1 });
  try {
    for (const round of ['11', '12', '13', '14', '15', '16', '17', '18']) {
      await namespace.batch(neighborCommands(2_000, { mac: `02:00:${round}` }));
      await converged({ redis, namespace });
    }
    const kernel = sorted(await kernelRows(namespace));
    // Both sides are read again 10 s after the last time, if a file was begun in between.
    const isWhole = async (): Promise<boolean> => isDeepStrictEqual(macsOf(await replayed(capture)), kernel);
    await until('the last file has all', isWhole, 150_000);
    await daemon.stop();
  } finally {
    await daemon[Symbol.asyncDispose]();
  }
  assert.ok(existsSync(`${capture}.1`) && !existsSync(`${capture}.2`));
  for (const file of [capture, `${capture}.1`]) assert.ok(statSync(file).size < 2 * 1024 * 1024, file);
  const last = await replayed(capture);
  assert.deepEqual(macsOf(last), sorted(await kernelRows(namespace)));
  assert.equal((await replayed(`${capture}.1`)).complete, false);
});

test('a limit smaller than one reading of kernel and table holds up nothing', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(8_000));
  const settings = [`redis.unix_socket=${redis.socket}`, 'metrics.port=0', 'deployment.start_grace_ms=0'];
  await using _ = await startDaemon(namespace, ...settings, { record: captureFile(t), recordLimitMib: 1 });
  await converged({ redis, namespace });
  await namespace.batch(['neigh del 10.0.0.2 dev Ethernet0']);
  await converged({ redis, namespace });
});

test('a file that cannot be written or read is said, with its name', async () => {
  const unwritable = await runCli(
    undefined,
    'run',
    '--record',
    '/proc/nowhere/capture',
    '--set',
    'redis.host=127.0.0.1',
  );
  assert.equal(unwritable.code, 64);
  assert.match(unwritable.stderr, /record to \/proc\/nowhere\/capture: ENOENT/);
  const unreadable = await runCli(undefined, 'replay', '/proc/nowhere/capture');
  assert.equal(unreadable.code, 65);
  assert.match(unreadable.stderr, /read \/proc\/nowhere\/capture: ENOENT/);
});
