import { runInside } from '../../test/support/run-inside.ts';
import type { FloodTimes } from '../../test/support/start-flood.ts';
import { type Case, sizes } from '../case.ts';
import { startInStep } from '../in-step.ts';
import { measureChange } from '../measure-change.ts';
import type { ChurnRequest } from '../programs/churn.ts';

const PROGRAM = new URL('../programs/churn.ts', import.meta.url);
const NEIGHBORS = 20_000;
const SECONDS = 5;
const SEED = 20_261_124;

/** Mixed changes at a fixed rate, the same ones each time. */
export const churn: Case = {
  name: 'churn',
  measures: `that many changes a second for ${SECONDS} s among ${NEIGHBORS} neighbors: other MACs, other states, deletes, adds; \`rate\` is what the kernel took`,
  subjects: 'all',
  points: sizes(1_000, 10_000, 50_000),
  quickPoints: sizes(10_000),
  round: async (scene, point) => {
    await startInStep(scene, NEIGHBORS, point);
    const changes = point.size * SECONDS;
    const request: ChurnRequest = { rate: point.size, changes, neighbors: NEIGHBORS, seed: SEED };
    const figures = await measureChange(
      scene,
      { changes, minWrites: 1 },
      async () => (await runInside(scene.namespace, PROGRAM, request)) as FloodTimes,
    );
    return { ...figures, perSecond: changes / (figures.sendSeconds ?? Number.NaN) };
  },
};
