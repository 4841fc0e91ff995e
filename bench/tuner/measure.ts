import { median } from '../../src/base/median.ts';
import { until } from '../../test/support/until.ts';
import { countWrongRows } from '../compare-sides.ts';
import { LOADS, type LoadName, startLoad } from './load.ts';
import { createStage, type OutputName, type Seen, type SeenDecision, type Settings, type Stage } from './stage.ts';

/** What the tuner begins with: as bad as configuration allows. */
const BAD: Settings = { batch: 50, timeoutMs: 500, workers: 1, coalesceMs: 1 };

/** One window: rows a second, p99 in ms, and the knobs in force. */
export type Point = { readonly rate: number; readonly p99Ms: number; readonly knobs: Readonly<Record<string, number>> };

/** Medians over windows. */
export type Level = { readonly rate: number; readonly p99Ms: number };

export type CaseResult = {
  readonly output: OutputName;
  readonly load: LoadName;
  /** All of the grid, under the first seed. */
  readonly swept: readonly (Level & { readonly settings: Settings })[];
  /** From `BAD` on, under the second seed. */
  readonly on: readonly Point[];
  readonly decisions: readonly SeenDecision[];
  /** In turns, under the second seed: the best of the grid, `BAD`, and what the tuner ended with. */
  readonly best: Level & { readonly settings: Settings };
  readonly off: Level;
  readonly tuned: Level & { readonly settings: Settings };
  readonly wrongRows: number;
};

export type Effort = {
  readonly grid: readonly Settings[];
  readonly sweepWindows: number;
  readonly tuneWindows: number;
  readonly rounds: number;
  readonly roundWindows: number;
};

const SEEDS = { sweep: 1, judge: 1_777 } as const;

/** @param stack owns all that is started */
export async function measureCase(
  stack: AsyncDisposableStack,
  output: OutputName,
  load: LoadName,
  effort: Effort,
): Promise<CaseResult> {
  const stage = await createStage(stack, output, LOADS[load].neighbors);
  const running = stack.use(startLoad(stage.namespace, { ...LOADS[load], first: SEEDS.sweep }));

  const swept = [];
  for (const settings of effort.grid)
    swept.push({ settings, ...(await levelOf(stage, settings, effort.sweepWindows)) });
  const most = Math.max(...swept.map(({ rate }) => rate));
  const [winner] = swept.filter(({ rate }) => rate >= 0.95 * most).sort((a, b) => a.p99Ms - b.p99Ms);
  if (winner === undefined) throw new Error('nothing was swept');

  running.change({ ...LOADS[load], first: SEEDS.judge });
  await stage.set(BAD, 'apply');
  const seen = await stage.windows(effort.tuneWindows);
  const settings = settingsOf(seen.at(-1)?.knobs ?? {});

  const levels: { best: Level[]; off: Level[]; tuned: Level[] } = { best: [], off: [], tuned: [] };
  for (let round = 0; round < effort.rounds; round++) {
    levels.best.push(await levelOf(stage, winner.settings, effort.roundWindows));
    levels.tuned.push(await levelOf(stage, settings, effort.roundWindows));
    levels.off.push(await levelOf(stage, BAD, effort.roundWindows));
  }
  await running.stop();
  return {
    output,
    load,
    swept,
    on: seen.map(pointOf),
    decisions: seen.at(-1)?.decisions ?? [],
    best: { ...middle(levels.best), settings: winner.settings },
    off: middle(levels.off),
    tuned: { ...middle(levels.tuned), settings },
    wrongRows: await wrongRows(stage),
  };
}

/**
 * Small, then large, then small again: the tuner has to follow, and no row may be wrong.
 *
 * @param stack owns all that is started
 */
export async function measureStep(
  stack: AsyncDisposableStack,
  windows: number,
): Promise<Pick<CaseResult, 'on' | 'decisions' | 'wrongRows'>> {
  const stage = await createStage(stack, 'direct', LOADS.churn.neighbors);
  const running = stack.use(
    startLoad(stage.namespace, { ...LOADS.steady, neighbors: LOADS.churn.neighbors, first: 7 }),
  );
  await stage.set(BAD, 'apply');
  const seen: Seen[] = [...(await stage.windows(windows))];
  running.change({ ...LOADS.churn, first: 8 });
  seen.push(...(await stage.windows(windows)));
  running.change({ ...LOADS.steady, neighbors: LOADS.churn.neighbors, first: 9 });
  seen.push(...(await stage.windows(windows)));
  await running.stop();
  return { on: seen.map(pointOf), decisions: seen.at(-1)?.decisions ?? [], wrongRows: await wrongRows(stage) };
}

/** The first window is of the settings before, in part. */
async function levelOf(stage: Stage, settings: Settings, windows: number): Promise<Level> {
  await stage.set(settings, 'off');
  return middle((await stage.windows(windows + 1)).slice(1).map(pointOf));
}

function middle(levels: readonly Level[]): Level {
  return { rate: median(levels.map(({ rate }) => rate)), p99Ms: median(levels.map(({ p99Ms }) => p99Ms)) };
}

function pointOf({ last_window, knobs }: Seen): Point {
  return { rate: last_window?.rows_per_s ?? 0, p99Ms: last_window?.p99_ms ?? 0, knobs };
}

function settingsOf(knobs: Readonly<Record<string, number>>): Settings {
  const { batch_size = 0, batch_timeout_ms = 0, workers = 0, coalesce_ms = 0 } = knobs;
  return { batch: batch_size, timeoutMs: batch_timeout_ms, workers, coalesceMs: coalesce_ms };
}

/** Looked at from outside: what the kernel has against what the database has, a while after the load has ended. */
async function wrongRows({ namespace, redis }: Stage): Promise<number> {
  let wrong = Number.NaN;
  const look = async (): Promise<boolean> => {
    wrong = await countWrongRows(namespace, redis);
    return wrong === 0;
  };
  await until('both sides are equal', look, 10_000).catch(() => undefined);
  return wrong;
}
