import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeBetweenMarkers } from './document.ts';
import { handleInterrupts } from './interrupts.ts';
import { parseNames } from './options.ts';
import { orUsage } from './or-usage.ts';
import { LOADS, type LoadName } from './tuner/load.ts';
import { type CaseResult, type Effort, measureCase, measureStep } from './tuner/measure.ts';
import { plotCase, plotStep, tableOf } from './tuner/report.ts';
import { OUTPUTS, type OutputName, type Settings } from './tuner/stage.ts';

/**
 * What the tuner makes of bad settings, against the best fixed ones that a sweep finds, in one run and with the tuner off in turns.
 *
 *     npm run bench:tuner [-- --quick] [--loads steady,bursts,churn] [--outputs direct,producer128,producer1024] [--out FILE] [--write]
 *
 * `--quick` is one load and one output with few windows; `--write` puts plots and table into docs/. A machine that is busy with other
 * things shows its own pauses and nothing else: `chrt -f 10 npm run bench:tuner`.
 */
const STEP_WINDOWS = 25;
const LOAD_NAMES = Object.keys(LOADS) as readonly LoadName[];
const OUTPUT_NAMES = Object.keys(OUTPUTS) as readonly OutputName[];

const { quick, write, out, loads, outputs } = orUsage(parseOptions);
const { holds, during } = handleInterrupts();
await during(run);

function parseOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      loads: { type: 'string' },
      outputs: { type: 'string' },
      out: { type: 'string', default: '.run/bench/tuner.json' },
    },
  });
  const all = values.quick ? ([['steady'], ['direct']] as const) : ([LOAD_NAMES, OUTPUT_NAMES] as const);
  return {
    ...values,
    loads: values.loads === undefined ? all[0] : parseNames('--loads', values.loads, LOAD_NAMES),
    outputs: values.outputs === undefined ? all[1] : parseNames('--outputs', values.outputs, OUTPUT_NAMES),
  };
}

async function run(): Promise<void> {
  const results: CaseResult[] = [];
  await mkdir('.run/bench', { recursive: true });
  for (const output of outputs) {
    for (const load of loads) {
      const result = await owning((stack) => measureCase(stack, output, load, effortFor(output)));
      results.push(result);
      console.log(tableOf([result]).split('\n').at(-1));
      await save(results, undefined);
    }
  }
  const step = quick ? undefined : await owning((stack) => measureStep(stack, STEP_WINDOWS));
  await save(results, step);
  console.log(tableOf(results));
  console.log(`rows wrong after the steps of load: ${step?.wrongRows ?? 'not measured'}; all figures in ${out}`);
}

/** Gives all that is started back at the end, also when the program is interrupted. */
async function owning<T>(work: (stack: AsyncDisposableStack) => Promise<T>): Promise<T> {
  await using stack = new AsyncDisposableStack();
  holds(stack);
  return await work(stack);
}

/** After each case: a run that is cut short has not been in vain. */
async function save(
  results: readonly CaseResult[],
  steps: Awaited<ReturnType<typeof measureStep>> | undefined,
): Promise<void> {
  await writeFile(out, `${JSON.stringify({ at: new Date().toISOString(), results, step: steps }, null, 1)}\n`);
  if (!write) return;
  await mkdir('docs/img', { recursive: true });
  for (const result of results) await writeFile(`docs/img/tuner-${result.output}-${result.load}.svg`, plotCase(result));
  if (steps !== undefined) await writeFile('docs/img/tuner-steps.svg', plotStep(steps.on));
  writeBetweenMarkers('docs/TUNING.md', 'tuner', tableOf(results));
}

function effortFor(output: OutputName): Effort {
  const batches = output === 'producer128' ? [50, 128] : [50, 200, 1000];
  const grid: Settings[] = [];
  for (const batch of quick ? [50, 1000] : batches)
    for (const timeoutMs of [10, 500])
      for (const workers of [1, quick ? 2 : 4]) grid.push({ batch, timeoutMs, workers, coalesceMs: 1 });
  return quick
    ? { grid, sweepWindows: 2, tuneWindows: 25, rounds: 2, roundWindows: 2 }
    : { grid, sweepWindows: 2, tuneWindows: 40, rounds: 3, roundWindows: 3 };
}
