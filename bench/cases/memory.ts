import { setTimeout as pause } from 'node:timers/promises';
import { type FloodTimes, flood } from '../../test/support/start-flood.ts';
import { type Case, type Point, sizes } from '../case.ts';
import { countWrongRows } from '../compare-sides.ts';
import type { Figures } from '../figures.ts';
import { openHeapReports } from '../heap-report.ts';
import { startInStep } from '../in-step.ts';
import { measureChange } from '../measure-change.ts';
import type { Scene } from '../scene.ts';
import { STORM_ROUNDS, stormSteps } from '../storm.ts';

const SETTLE_MS = 2_000;
const IDLE_MS = 10_000;
const LARGE = 128_000;

/** What the daemon needs while it has something to hold. */
export const RESOURCES: readonly Case[] = [
  {
    name: 'memory',
    measures: 'memory with that many neighbors, two seconds after they have been read',
    subjects: 'all',
    points: sizes(1_000, 10_000, 50_000, LARGE),
    quickPoints: sizes(10_000),
    round: (scene, point) => measureMemory(scene, point, point.size, async () => ({})),
  },
  {
    name: 'memory-storm',
    measures: `the same after ${STORM_ROUNDS} rounds of changes of all of them`,
    subjects: 'all',
    points: sizes(LARGE),
    quickPoints: sizes(10_000),
    round: (scene, point) => measureMemory(scene, point, 0, () => sufferStorm(scene, point)),
  },
  {
    name: 'memory-redis-stopped',
    measures: 'the same, and Redis stands still (SIGSTOP) until all changes have been made',
    subjects: 'all',
    points: sizes(LARGE),
    quickPoints: sizes(10_000),
    round: (scene, point) =>
      measureMemory(scene, point, 0, () =>
        sufferStorm(scene, point, async (storm) => {
          await scene.redis.kill('SIGSTOP');
          const times = await storm();
          await scene.redis.kill('SIGCONT');
          return times;
        }),
      ),
  },
  {
    name: 'idle',
    measures: `the processor that the daemon takes in ${IDLE_MS / 1000} s in which nothing happens, with that many neighbors`,
    subjects: 'all',
    points: sizes(10_000),
    quickPoints: sizes(1_000),
    round: async (scene, point) => {
      const daemon = await startInStep(scene, point.size, point);
      await pause(SETTLE_MS);
      const before = daemon.fineCpuS();
      await pause(IDLE_MS);
      return { cpuPercent: ((daemon.fineCpuS() - before) / (IDLE_MS / 1000)) * 100 };
    },
  },
];

/** @param suffer what happens to the daemon before it is looked at; what it returns goes before what is measured then */
async function measureMemory(
  scene: Scene,
  point: Point,
  neighbors: number,
  suffer: () => Promise<Figures>,
): Promise<Figures> {
  await using reports = await openHeapReports();
  const daemon = await startInStep(scene, neighbors, point, reports.env);
  const wrongRows = await countWrongRows(scene.namespace, scene.redis);
  const suffered = await suffer();
  await pause(SETTLE_MS);
  const rssMib = daemon.rssMib();
  const peakRssMib = daemon.peakRssMib();
  const parts = scene.reportsHeap ? await reports.read(daemon.pid, rssMib) : {};
  return { wrongRows, ...suffered, rssMib, peakRssMib, ...parts };
}

async function sufferStorm(
  scene: Scene,
  { size }: Point,
  around = (storm: () => Promise<FloodTimes>): Promise<FloodTimes> => storm(),
): Promise<Figures> {
  const storm = (): Promise<FloodTimes> => flood(scene.namespace, ...stormSteps(size));
  const expectation = { changes: size * STORM_ROUNDS, minWrites: size };
  const { seconds, wrongRows } = await measureChange(scene, expectation, () => around(storm));
  return { ...(seconds === undefined ? {} : { seconds }), ...(wrongRows === undefined ? {} : { wrongRows }) };
}
