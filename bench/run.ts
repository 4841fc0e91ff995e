/**
 * `npm run bench`: measures the daemon, alone or beside another. docs/BENCHMARKING.md tells of cases and options.
 *
 * Progress on stderr, tables on stdout. Exit status 1 when a row was wrong, 64 for options that mean nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { settingOf } from './case.ts';
import { CASES } from './cases.ts';
import { writeBetweenMarkers } from './document.ts';
import { handleInterrupts } from './interrupts.ts';
import { describeMachine } from './machine.ts';
import { formatReport, type Report } from './markdown.ts';
import { type BenchOptions, parseBenchOptions } from './options.ts';
import { orUsage } from './or-usage.ts';
import { ratiosOf } from './ratios.ts';
import { isWrong, type Result } from './result.ts';
import { runPoint } from './run-case.ts';
import { checkoutSubject, commandSubject } from './subject.ts';
import { warmUp } from './warm-up.ts';

const ROOT = resolve(import.meta.dirname, '..');

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const names = CASES.map(({ name }) => name);
  const options = orUsage(() => parseBenchOptions(args, names));
  if (options.list) {
    for (const { name, measures } of CASES) console.log(`${name.padEnd(20)} ${measures}`);
    return 0;
  }
  const { holds, during } = handleInterrupts();
  const results = await during(() => measure(options, holds));
  const machine = await describeMachine(ROOT);
  const report: Report = { machine, rounds: options.rounds, results, ratios: ratiosOf(results) };
  const file = resolve(options.out ?? `${ROOT}/.run/bench/${machine.date.replaceAll(/[^0-9TZ]/g, '')}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, undefined, 1)}\n`);
  const text = formatReport(report);
  if (options.write) writeBetweenMarkers(resolve(ROOT, 'docs/BENCHMARKING.md'), 'bench', text);
  console.log(text);
  console.error(`\nwritten to ${file}`);
  const wrong = results.filter(isWrong);
  for (const { case: name, size, setting, subject } of wrong) {
    console.error(`WRONG: ${subject} left wrong rows: ${name} ${size} ${setting}`);
  }
  return wrong.length > 0 ? 1 : 0;
}

async function measure(
  { quick, only, rounds, command }: BenchOptions,
  holds: (stack: AsyncDisposableStack) => void,
): Promise<readonly Result[]> {
  const ours = checkoutSubject('neighsyncd', ROOT);
  const subjects = command === undefined ? [ours] : [ours, commandSubject(command)];
  const cases = CASES.filter(({ name }) => only?.includes(name) ?? true);
  if (cases.some((one) => one.subjects !== 'none')) await warmUp(subjects, holds);
  const results: Result[] = [];
  for (const one of cases) {
    for (const point of quick ? one.quickPoints : one.points) {
      const progress = (text: string): void => console.error(`${one.name} ${point.size} ${settingOf(point)}: ${text}`);
      results.push(...(await runPoint(one, point, subjects, { rounds, progress, holds })));
    }
  }
  return results;
}
