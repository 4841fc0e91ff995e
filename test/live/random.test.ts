import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { assertNever } from '../../src/base/assert-never.ts';
import { runCli } from '../support/daemon.ts';
import type { Namespace } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { RealKernelChanges } from '../support/random/change-real-kernel.ts';
import type { KernelStep } from '../support/random/kernel-steps.ts';
import { type LiveStep, liveSchedule } from '../support/random/live-steps.ts';
import { replayCommand } from '../support/random/replay.ts';
import { macs, sorted } from '../support/rows.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const FILE = 'test/live/random.test.ts';
const { TEST_SEED: given, SOAK: soak } = process.env;
const COUNT = soak === undefined ? 4 : 40;
const SEEDS = given === undefined ? Array.from({ length: COUNT }, (_, index) => index + 1) : [Number(given)];
/** So few that nearly every stall loses events. */
const SETTINGS = [
  'netlink.receive_buffer_bytes=4096',
  'deployment.verify_interval_ms=300',
  'deployment.start_grace_ms=100',
];

for (const seed of SEEDS) {
  test(`whatever happens to kernel, Redis and daemon, the database ends as the kernel has it (seed ${seed})`, async (t) => {
    if (!needRoot(t)) return;
    await using scene = await createScene({ neighbors: 0, settings: SETTINGS });
    const steps = liveSchedule(seed);
    try {
      await play(scene, steps);
      await equal(scene);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${reason}\nafter ${JSON.stringify(steps)}\n${replayCommand(FILE, seed, undefined)}`);
    }
  });
}

async function play(scene: Scene, steps: readonly LiveStep[]): Promise<void> {
  const changes = new RealKernelChanges(scene.namespace);
  await changes.begin();
  let waiting: KernelStep[] = [];
  for (const step of steps) {
    if (isKernelStep(step)) {
      waiting.push(step);
      continue;
    }
    await changes.make(waiting);
    waiting = [];
    await take(scene, changes, step);
  }
  await changes.make(waiting);
}

async function take({ redis, daemon }: Scene, changes: RealKernelChanges, step: Exclude<LiveStep, KernelStep>) {
  switch (step.kind) {
    case 'redis':
      return breakRedis(redis, step.what);
    case 'stall':
      daemon.kill('SIGSTOP');
      for (let round = 0; round < step.rounds; round++) await changes.make(step.steps);
      daemon.kill('SIGCONT');
      return;
    case 'foreign':
      return writeAsAnother(redis, step.what, step.pick);
    case 'wait':
      return pause(step.ms);
    default:
      return assertNever(step, 'step');
  }
}

async function breakRedis(redis: Scene['redis'], what: (LiveStep & { readonly kind: 'redis' })['what']): Promise<void> {
  switch (what) {
    case 'cut':
      await redis.cli('CLIENT', 'KILL', 'TYPE', 'normal');
      return;
    case 'flush':
      await redis.cli('FLUSHDB');
      return;
    case 'scripts':
      await redis.cli('SCRIPT', 'FLUSH');
      return;
    case 'restart':
      return redis.restart();
  }
}

async function writeAsAnother(redis: Scene['redis'], what: string, pick: number): Promise<void> {
  const keys = [...(await macs(redis)).keys()];
  const key = keys[pick % Math.max(1, keys.length)];
  if (what === 'bogus') await redis.cli('HSET', `NEIGH_TABLE:Ethernet4:10.0.1.${pick}`, 'neigh', '02:66:66:66:66:66');
  else if (key === undefined) return;
  else if (what === 'wrong') await redis.cli('HSET', `NEIGH_TABLE:${key}`, 'neigh', '02:66:66:66:66:66');
  else if (what === 'odd') await redis.cli('HDEL', `NEIGH_TABLE:${key}`, 'family');
  else await redis.cli('DEL', `NEIGH_TABLE:${key}`);
}

/** Waits until the rows are what `ip neigh` has by the rules of the defaults; then `verify` has to agree. */
async function equal({ redis, namespace, daemon }: Scene): Promise<void> {
  let pair: readonly [unknown, unknown] = [0, 0];
  const isEqual = async (): Promise<boolean> => {
    pair = [sorted(await macs(redis)), sorted(await wanted(namespace))];
    return JSON.stringify(pair[0]) === JSON.stringify(pair[1]);
  };
  await until('the rows are those of the kernel', isEqual).catch(() => assert.deepEqual(pair[0], pair[1]));
  const verdict = async () => runCli(namespace, 'verify', '--set', `redis.unix_socket=${redis.socket}`);
  let said = '';
  const agrees = async (): Promise<boolean> => {
    const { code, stdout } = await verdict();
    said = stdout;
    return code === 0;
  };
  await until('verify agrees', agrees).catch(() => assert.fail(said));
  await daemon.stop();
}

const LINE = /^(\S+) dev (\S+) lladdr (\S+) (?:\S+ )*?(?:PERMANENT|REACHABLE|STALE|DELAY|PROBE|extern_learn NOARP) *$/;

/** The rows by what `ip` prints, with none of the daemon's own code. */
async function wanted(namespace: Namespace): Promise<ReadonlyMap<string, string>> {
  const rows = new Map<string, string>();
  for (const line of (await namespace.ip('neigh', 'show', 'nud', 'all')).split('\n')) {
    const [, ip = '', dev = '', mac = ''] = LINE.exec(line) ?? [];
    const isOdd = ip === '' || ip.startsWith('fe80:') || /^(00(:00){5}|ff(:ff){5})$/.test(mac);
    if (!isOdd && dev !== 'lo') rows.set(`${dev}:${ip}`, mac);
  }
  return rows;
}

function isKernelStep(step: LiveStep): step is KernelStep {
  return step.kind !== 'redis' && step.kind !== 'stall' && step.kind !== 'foreign' && step.kind !== 'wait';
}
