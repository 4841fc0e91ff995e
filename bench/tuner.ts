import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
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
const MARKS = ['<!-- tuner: begin -->', '<!-- tuner: end -->'] as const;
const STEP_WINDOWS = 25;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    loads: { type: 'string' },
    outputs: { type: 'string' },
    out: { type: 'string', default: '.run/bench/tuner.json' },
  },
});
const loads = chosen(values.loads, values.quick ? ['steady'] : Object.keys(LOADS), Object.keys(LOADS)) as LoadName[];
const outputs = chosen(
  values.outputs,
  values.quick ? ['direct'] : Object.keys(OUTPUTS),
  Object.keys(OUTPUTS),
) as OutputName[];

const results: CaseResult[] = [];
await mkdir('.run/bench', { recursive: true });
for (const output of outputs) {
  for (const load of loads) {
    const result = await measureCase(output, load, effortFor(output));
    results.push(result);
    console.log(tableOf([result]).split('\n').at(-1));
    await save(undefined);
  }
}
const step = values.quick ? undefined : await measureStep(STEP_WINDOWS);
await save(step);
console.log(tableOf(results));
console.log(`rows wrong after the steps of load: ${step?.wrongRows ?? 'not measured'}; all figures in ${values.out}`);

/** After each case: a run that is cut short has not been in vain. */
async function save(steps: Awaited<ReturnType<typeof measureStep>> | undefined): Promise<void> {
  await writeFile(values.out, `${JSON.stringify({ at: new Date().toISOString(), results, step: steps }, null, 1)}\n`);
  if (!values.write) return;
  await mkdir('docs/img', { recursive: true });
  for (const result of results) await writeFile(`docs/img/tuner-${result.output}-${result.load}.svg`, plotCase(result));
  if (steps !== undefined) await writeFile('docs/img/tuner-steps.svg', plotStep(steps.on));
  const file = 'docs/TUNING.md';
  const text = await readFile(file, 'utf8');
  const [begin, end] = MARKS.map((mark) => text.indexOf(mark)) as [number, number];
  if (begin < 0 || end < begin) throw new Error(`${file} has no marks ${MARKS.join(' ')}`);
  await writeFile(file, `${text.slice(0, begin + MARKS[0].length)}\n${tableOf(results)}\n${text.slice(end)}`);
}

function effortFor(output: OutputName): Effort {
  const batches = output === 'producer128' ? [50, 128] : [50, 200, 1000];
  const grid: Settings[] = [];
  for (const batch of values.quick ? [50, 1000] : batches)
    for (const timeoutMs of [10, 500])
      for (const workers of [1, values.quick ? 2 : 4]) grid.push({ batch, timeoutMs, workers, coalesceMs: 1 });
  return values.quick
    ? { grid, sweepWindows: 2, tuneWindows: 25, rounds: 2, roundWindows: 2 }
    : { grid, sweepWindows: 2, tuneWindows: 40, rounds: 3, roundWindows: 3 };
}

function chosen(text: string | undefined, usual: readonly string[], allowed: readonly string[]): readonly string[] {
  const names = text?.split(',') ?? usual;
  const unknown = names.filter((name) => !allowed.includes(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(',')}: allowed are ${allowed.join(', ')}`);
  return names;
}
