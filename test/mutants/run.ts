/**
 * `npm run test:mutants`: plants one fault at a time in a copy of the checkout, and expects a test to notice.
 *
 *   run.ts [--only <name, or how it begins>]...
 *
 * A `.mutants` file beside this one holds any number of them:
 *
 *   # why this fault would hurt (a comment)
 *   === pending-forgets-the-last-write
 *   file: src/neighbor/pending.ts
 *   tests: src/neighbor/pending.test.ts, redis
 *   -   if (intent.revision === revision) delete this.intents[key];
 *   +   delete this.intents[key];
 *
 * `- ` lines are what stands in the file, exactly once, and `+ ` lines what takes their place (none: it is cut out); the
 * text after the two characters counts as it is, a single line may be a part of one. `tests` are suites, test files or
 * folders that should notice, the likeliest first; without it: unit, fuzz, redis, live.
 *
 * It ends with `N killed, N survived`, and fails when one survived or no longer applies, or when the tests fail without
 * any fault.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Failure } from '../runner/collect.ts';
import { createTextReport, type Report } from '../runner/report.ts';
import { runSuites } from '../runner/run-suites.ts';
import { select } from '../runner/select.ts';
import { SUITES } from '../runner/suites.ts';
import { copyTree } from './copy-tree.ts';
import { type Mutant, mutate } from './mutant.ts';
import { readMutants } from './read-mutants.ts';

const root = resolve(import.meta.dirname, '../..');
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
process.exitCode = await main(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));

async function main(args: readonly string[], write: (line: string) => void): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string', multiple: true } } });
  const all = readMutants(root);
  const mutants = all.filter(({ name }) => values.only?.some((start) => name.startsWith(start)) ?? true);
  if (mutants.length === 0) {
    write(`no such mutant; there are: ${all.map(({ name }) => name).join(', ')}`);
    return 1;
  }
  if (!(await passesWithoutFault(mutants, write))) {
    write('the tests fail without any fault; nothing can be said about the mutants');
    return 1;
  }
  let killed = 0;
  for (const mutant of mutants) {
    if (stop.signal.aborted) break;
    const verdict = await tryMutant(mutant);
    if (verdict.killed) killed += 1;
    write(`${verdict.killed ? 'killed  ' : 'SURVIVED'} ${mutant.name}: ${verdict.text}`);
  }
  write(`${killed} killed, ${mutants.length - killed} survived`);
  return killed === mutants.length ? 0 : 1;
}

async function passesWithoutFault(mutants: readonly Mutant[], write: (line: string) => void): Promise<boolean> {
  using tree = copyTree(root);
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
  const { selections, unknown } = select(tree.path, SUITES, tests);
  if (unknown.length > 0) write(`no such tests: ${unknown.join(', ')}`);
  const options = { root: tree.path, bail: true };
  const totals = await runSuites(selections, options, createTextReport(write), stop.signal);
  return unknown.length === 0 && totals.passed > 0 && totals.failed === 0 && !totals.interrupted;
}

/** Runs the mutant's tests one after another until one fails. */
async function tryMutant(mutant: Mutant): Promise<{ readonly killed: boolean; readonly text: string }> {
  using tree = copyTree(root);
  const path = resolve(tree.path, mutant.file);
  const mutated = mutate(readFileSync(path, 'utf8'), mutant);
  if ('fault' in mutated) return { killed: false, text: mutated.fault };
  writeFileSync(path, mutated.text);
  const failures: Failure[] = [];
  for (const tests of mutant.tests) {
    const { selections } = select(tree.path, SUITES, [tests]);
    await runSuites(selections, { root: tree.path, bail: true }, collector(failures), stop.signal);
    const first = failures[0];
    if (first !== undefined) return { killed: true, text: `by ${first.where} ${first.name}` };
  }
  return { killed: false, text: stop.signal.aborted ? 'interrupted' : `no test in ${mutant.tests.join(', ')} noticed` };
}

function collector(failures: Failure[]): Report {
  return { suiteStart: () => {}, suiteEnd: () => {}, file: (result) => void failures.push(...result.failures) };
}
