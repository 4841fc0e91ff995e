/**
 * `npm run bench:compare BASE`: measures this checkout and another in turns, and tells the ratios. docs/BENCHMARKING.md tells of the options.
 *
 * Progress on stderr, the table on stdout. Exit status 1 when a row was wrong, 64 for options that mean nothing.
 */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { findBase, openBaseCheckout } from './base-checkout.ts';
import { CASES } from './cases.ts';
import { parseCompareOptions } from './compare-options.ts';
import { type Compared, compareResults, formatComparison } from './comparison.ts';
import { handleInterrupts } from './interrupts.ts';
import type { MicroReport } from './micro.ts';
import { EX_USAGE, orUsage } from './or-usage.ts';
import { isWrong, type Result } from './result.ts';
import { runPoint } from './run-case.ts';
import { spreadOf } from './statistics.ts';
import { checkoutSubject } from './subject.ts';
import { warmUp } from './warm-up.ts';

const ROOT = resolve(import.meta.dirname, '..');
const MICRO_TIMEOUT_MS = 300_000;

const comparable = CASES.filter(({ subjects }) => subjects === 'all');
const options = orUsage(() =>
  parseCompareOptions(
    process.argv.slice(2),
    comparable.map(({ name }) => name),
  ),
);
const { holds, during } = handleInterrupts();
process.exitCode = await during(compare);

async function compare(): Promise<number> {
  await using whole = new AsyncDisposableStack();
  holds(whole);
  const base = await findBase(options.base, ROOT);
  if (base === undefined) {
    console.error(`${options.base}: neither a checkout with bin/neighsyncd nor a commit of this one`);
    return EX_USAGE;
  }
  const { root: baseRoot } = whole.use(await openBaseCheckout(base, ROOT));
  if (options.micro) {
    console.log(formatComparison(await compareMicros(baseRoot)));
    return 0;
  }
  const results = await compareDaemons(baseRoot);
  console.log(formatComparison(compareResults(results, 'base', 'here')));
  if (!results.some(isWrong)) return 0;
  console.error('WRONG: rows differed between kernel and database');
  return 1;
}

async function compareDaemons(baseRoot: string): Promise<readonly Result[]> {
  const subjects = [checkoutSubject('base', baseRoot), checkoutSubject('here', ROOT)];
  await warmUp(subjects, holds);
  const results: Result[] = [];
  for (const one of comparable.filter(({ name }) => options.only.includes(name))) {
    for (const point of one.quickPoints) {
      const progress = (text: string): void => console.error(`${one.name} ${point.size}: ${text}`);
      results.push(...(await runPoint(one, point, subjects, { rounds: options.rounds, progress, holds })));
    }
  }
  return results;
}

async function compareMicros(baseRoot: string): Promise<readonly Compared[]> {
  const rounds: { readonly base: MicroReport; readonly here: MicroReport }[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    console.error(`round ${round}/${options.rounds}`);
    rounds.push({ base: await runMicro(baseRoot), here: await runMicro(ROOT) });
  }
  return Object.keys(rounds[0]?.here ?? {}).map((what) => {
    const spread = (side: 'base' | 'here') => spreadOf(rounds.map((round) => round[side][what]?.median ?? Number.NaN));
    return { what, unit: 'ns', base: spread('base'), here: spread('here') };
  });
}

async function runMicro(root: string): Promise<MicroReport> {
  const args = [`${import.meta.dirname}/micro.ts`, '--json', '--root', root];
  return JSON.parse((await promisify(execFile)(process.execPath, args, { timeout: MICRO_TIMEOUT_MS })).stdout);
}
