/**
 * The whole test suite, or a part of it. `npm test` comes here.
 *
 *   run.ts [--bail] [--timeout <seconds per file>] [--root <checkout>] [<suite> | <file> | <folder>]...
 *   run.ts --guest ...       the same on the second kernel (`npm run test:vm`); without names, the suite `vm`
 *   run.ts --guest --shell   a shell there
 *
 * Its last line is `N passed, N failed`. It succeeds only when tests ran and none failed.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openShell } from './open-shell.ts';
import { countsText, createTextReport } from './report.ts';
import { runSuites } from './run-suites.ts';
import { select, selectForGuest } from './select.ts';
import { SUITES } from './suites.ts';

const EX_USAGE = 64;

process.exitCode = await main(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));

async function main(args: readonly string[], write: (line: string) => void): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      bail: { type: 'boolean', default: false },
      timeout: { type: 'string' },
      guest: { type: 'boolean', default: false },
      shell: { type: 'boolean', default: false },
      root: { type: 'string', default: resolve(import.meta.dirname, '../..') },
    },
  });
  const root = resolve(values.root);
  if (values.shell) return openShell(root);
  const { selections, orphans, unknown } = (values.guest ? selectForGuest : select)(root, SUITES, positionals);
  if (unknown.length > 0) {
    write(`no suite, test file or folder with tests: ${unknown.join(', ')}`);
    write(`suites: ${SUITES.map((suite) => suite.name).join(', ')}`);
    return EX_USAGE;
  }
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stop.abort());
  const fileTimeoutMs = values.timeout === undefined ? undefined : Number(values.timeout) * 1000;
  const options = { root, bail: values.bail, fileTimeoutMs };
  const totals = await runSuites(selections, options, createTextReport(write), stop.signal);
  for (const file of orphans) write(`FAILED: ${file} belongs to no suite and never runs`);
  const failed = totals.failed + orphans.length;
  if (totals.interrupted) write('\ninterrupted');
  if (totals.passed + failed === 0) write('\nFAILED: not one test ran');
  write(`\n${countsText(totals.passed, failed, totals.skipped)}`);
  return failed > 0 || totals.passed === 0 || totals.interrupted ? 1 : 0;
}
