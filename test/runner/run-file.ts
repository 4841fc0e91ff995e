import { randomUUID } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { collect, type Failure, type Skip, verdict } from './collect.ts';
import { killLeftovers, MARK } from './leftovers.ts';

/** What became of one test file. A file that gave no verdict of its own counts as one failure. */
export type FileResult = {
  readonly file: string;
  readonly durationMs: number;
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly skips: readonly Skip[];
  /** what the file and its children wrote to stdout and stderr, the last part of it */
  readonly output: string;
  /** processes it left running; they were killed */
  readonly leftovers: readonly string[];
};

export type RunFileOptions = { readonly root: string; readonly timeoutMs: number; readonly failFast: boolean };

/**
 * Runs one test file in a process of its own, at most `timeoutMs` long; with `failFast` only to its first failure.
 *
 * node's runner lets a file pass that ended early with status 0, and one without a single test; the verdict here needs
 * the summary that the file's own process sends after its last test.
 */
export async function runFile(file: string, options: RunFileOptions, signal: AbortSignal): Promise<FileResult> {
  const path = resolve(options.root, file);
  const id = randomUUID();
  const enough = new AbortController();
  const overdue = AbortSignal.timeout(options.timeoutMs);
  const started = performance.now();
  const stream = run({
    files: [path],
    cwd: options.root,
    isolation: 'process',
    concurrency: 1,
    signal: AbortSignal.any([signal, overdue, enough.signal]),
    env: { ...process.env, [MARK]: id },
  });
  const found = collect(stream, path, () => {
    if (options.failFast) enough.abort();
  });
  await new Promise<void>((settle) => {
    stream.once('end', settle);
    stream.once('error', (error) => {
      found.ended = `node's test runner failed: ${error.message}`;
      settle();
    });
    stream.resume();
  });
  const durationMs = performance.now() - started;
  const text = overdue.aborted ? `it took longer than ${options.timeoutMs / 1000} s` : verdict(found);
  const stopped = signal.aborted || enough.signal.aborted;
  if (text !== undefined && !stopped) found.failures.push({ name: 'the file itself', where: `${path}:1`, text });
  const failures = found.failures.map((failure) => ({ ...failure, where: relative(options.root, failure.where) }));
  const { passed, skips, output } = found;
  return { file, durationMs, passed, failures, skips, output, leftovers: await killLeftovers(id) };
}
