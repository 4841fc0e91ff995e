import { monotonicMs } from '../../test/support/monotonic.ts';
import { type FloodStep, flood } from '../../test/support/start-flood.ts';
import { type Case, otherSettings, type Point, sizes } from '../case.ts';
import type { Figures } from '../figures.ts';
import { startInStep, takeAll } from '../in-step.ts';
import { measureChange } from '../measure-change.ts';
import type { Scene } from '../scene.ts';
import { STORM_ROUNDS, stormSteps } from '../storm.ts';

/** Changes that need no write leave no trace in Redis by which to see that they have been dealt with. */
const NO_TRACE_QUIET_MS = 1_000;

const add = (count: number, more: Partial<FloodStep> = {}): FloodStep => ({ op: 'add', count, ...more });
const remove = (count: number): FloodStep => ({ op: 'del', count });

/** Changes as fast as the kernel takes them, to a daemon that is in step. */
export const BURSTS: readonly Case[] = [
  {
    name: 'burst-add',
    measures: 'new neighbors, as fast as the kernel takes them',
    subjects: 'all',
    points: [...sizes(10_000, 50_000, 100_000), ...otherSettings(50_000)],
    quickPoints: [...sizes(10_000), { size: 10_000, output: 'consumer', patterns: 0 }],
    round: async (scene, point) => {
      await startInStep(scene, 0, point);
      return measureFlood(scene, point, add(point.size));
    },
  },
  {
    name: 'burst-again',
    measures:
      'the same neighbors after they have all been there and been deleted: the daemon has done all of it before',
    subjects: 'all',
    points: sizes(10_000, 100_000),
    quickPoints: sizes(10_000),
    round: async (scene, point) => {
      await startInStep(scene, point.size, point);
      const { wrongRows } = await measureFlood(scene, point, remove(point.size));
      if (wrongRows !== 0) throw new Error(`${wrongRows} rows were wrong after all neighbors were deleted`);
      await takeAll(scene, point);
      return measureFlood(scene, point, add(point.size));
    },
  },
  {
    name: 'mac-change',
    measures: 'another MAC for each neighbor',
    subjects: 'all',
    points: sizes(10_000),
    quickPoints: sizes(10_000),
    round: async (scene, point) => {
      await startInStep(scene, point.size, point);
      return measureFlood(scene, point, add(point.size, { round: 1 }));
    },
  },
  {
    name: 'state-change',
    measures: 'another NUD state for each neighbor, with the MAC that it has: nothing has to be written',
    subjects: 'all',
    points: sizes(10_000),
    quickPoints: sizes(10_000),
    round: async (scene, point) => {
      await startInStep(scene, point.size, point);
      const expectation = { changes: point.size, minWrites: 0, quietMs: NO_TRACE_QUIET_MS };
      const {
        seconds: _,
        perSecond: __,
        ...figures
      } = await measureChange(scene, expectation, () => flood(scene.namespace, add(point.size, { state: 'stale' })));
      return figures;
    },
  },
  {
    name: 'delete',
    measures: 'each neighbor deleted: two events of the kernel',
    subjects: 'all',
    points: sizes(10_000),
    quickPoints: sizes(10_000),
    round: async (scene, point) => {
      await startInStep(scene, point.size, point);
      return measureFlood(scene, point, remove(point.size));
    },
  },
  {
    name: 'link-down',
    measures: 'the interface of all neighbors set down',
    subjects: 'all',
    points: sizes(20_000),
    quickPoints: sizes(10_000),
    round: async (scene, point) => {
      await startInStep(scene, point.size, point);
      return measureChange(scene, { changes: point.size, minWrites: point.size }, async () => {
        const beganMs = monotonicMs();
        await scene.namespace.ip('link', 'set', 'Ethernet0', 'down');
        return { beganMs, endedMs: monotonicMs() };
      });
    },
  },
  {
    name: 'storm',
    measures: `that many new neighbors, then another MAC for all of them ${STORM_ROUNDS - 1} times`,
    subjects: 'all',
    points: sizes(128_000),
    quickPoints: sizes(20_000),
    round: async (scene, point) => {
      await startInStep(scene, 0, point);
      const expectation = { changes: point.size * STORM_ROUNDS, minWrites: point.size };
      return measureChange(scene, expectation, () => flood(scene.namespace, ...stormSteps(point.size)));
    },
  },
];

/** One change of every neighbor, each of which has to be written. */
function measureFlood(scene: Scene, { size }: Point, step: FloodStep): Promise<Figures> {
  return measureChange(scene, { changes: size, minWrites: size }, () => flood(scene.namespace, step));
}
