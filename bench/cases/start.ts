import { monotonicMs } from '../../test/support/monotonic.ts';
import { flood } from '../../test/support/start-flood.ts';
import { type Case, otherSettings, sizes } from '../case.ts';
import { measureChange } from '../measure-change.ts';

/** From nothing to a full table. */
export const start: Case = {
  name: 'start',
  measures: 'start of the process with that many neighbors in the kernel, until all are in the database',
  subjects: 'all',
  points: [...sizes(1_000, 10_000, 50_000, 100_000), ...otherSettings(50_000)],
  quickPoints: [...sizes(1_000, 10_000), { size: 10_000, output: 'direct', patterns: 0 }],
  round: async (scene, { size }) => {
    await flood(scene.namespace, { op: 'add', count: size });
    const expectation = { changes: size, minWrites: size };
    const {
      sendSeconds: _,
      behindSeconds: __,
      behindWrites: ___,
      ...figures
    } = await measureChange(scene, expectation, async () => {
      const beganMs = monotonicMs();
      scene.start();
      return { beganMs, endedMs: beganMs };
    });
    return figures;
  },
};
