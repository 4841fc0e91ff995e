import type { Report } from './report.ts';
import { type FileResult, runFile } from './run-file.ts';
import { runInGuest } from './run-in-guest.ts';
import type { Selection } from './select.ts';

export type RunOptions = {
  readonly root: string;
  readonly bail: boolean;
  /** instead of the suites' own limits */
  readonly fileTimeoutMs?: number | undefined;
};

/** What all of it came to. `interrupted` holds when `signal` ended it early, which is never a success. */
export type Totals = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly interrupted: boolean;
};

/** Runs the suites one after another, each with its own concurrency; with `bail` nothing is begun after a failure. */
export async function runSuites(
  selections: readonly Selection[],
  options: RunOptions,
  report: Report,
  signal: AbortSignal,
): Promise<Totals> {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const over = (): boolean => signal.aborted || (options.bail && totals.failed > 0);
  for (const { suite, files } of selections) {
    if (over()) break;
    report.suiteStart(suite.name, files.length);
    const before = { ...totals };
    if (files.length === 0) totals.failed += 1;
    const started = performance.now();
    const enough = new AbortController();
    const take = (result: FileResult): void => {
      add(totals, result);
      report.file(result);
      if (over()) enough.abort();
    };
    await runAll({ suite, files }, options, take, AbortSignal.any([signal, enough.signal]));
    report.suiteEnd(suite.name, {
      passed: totals.passed - before.passed,
      failed: totals.failed - before.failed,
      skipped: totals.skipped - before.skipped,
      durationMs: performance.now() - started,
    });
  }
  return { ...totals, interrupted: signal.aborted };
}

async function runAll(
  { suite, files }: Selection,
  options: RunOptions,
  take: (result: FileResult) => void,
  signal: AbortSignal,
): Promise<void> {
  const { root, bail, fileTimeoutMs = suite.fileTimeoutMs } = options;
  if (suite.guest !== undefined && files.length > 0) {
    const { deadlineMs } = suite.guest;
    return runInGuest(files, { root, fileTimeoutMs, deadlineMs, machines: suite.concurrency }, take, signal);
  }
  const waiting = [...files];
  const limits = { root, timeoutMs: fileTimeoutMs, failFast: bail };
  const one = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined && !signal.aborted; file = waiting.shift()) {
      take(await runFile(file, limits, signal));
    }
  };
  await Promise.all(Array.from({ length: suite.concurrency }, one));
}

function add(totals: { passed: number; failed: number; skipped: number }, result: FileResult): void {
  totals.passed += result.passed;
  totals.failed += result.failures.length;
  totals.skipped += result.skips.length;
}
