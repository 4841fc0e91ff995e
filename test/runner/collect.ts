import type { run } from 'node:test';
import { describeError, endOf, failureType } from './test-error.ts';

/** One thing that went wrong: the test (or the file itself), where, and the error in full. */
export type Failure = { readonly name: string; readonly where: string; readonly text: string };
export type Skip = { readonly name: string; readonly reason: string };

/** What the process of one test file told, so far. */
export type Collected = {
  passed: number;
  readonly failures: Failure[];
  readonly skips: Skip[];
  /** the last part of what the file and its children wrote to stdout and stderr */
  output: string;
  /** the file's process sent the summary that follows its last test */
  summarised: boolean;
  /** how the process ended, when not well */
  ended: string | undefined;
};

const OUTPUT_CHARACTERS = 8_000;
const SUMMARY_DIAGNOSTIC = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

/** Gathers the events of one test file (`path`, absolute) as they come; `onFailure` is told of each failed test. */
export function collect(stream: ReturnType<typeof run>, path: string, onFailure: () => void): Collected {
  const found: Collected = {
    passed: 0,
    failures: [],
    skips: [],
    output: '',
    summarised: false,
    ended: undefined,
  };
  const print = (text: string): void => {
    found.output = (found.output + text).slice(-OUTPUT_CHARACTERS);
  };
  const skip = (name: string, reason: string | boolean, prefix = ''): void => {
    found.skips.push({ name, reason: prefix + (typeof reason === 'string' && reason ? reason : 'no reason given') });
  };
  // The file itself arrives as a test named by its path: always as complete, as pass or fail only when it had no tests.
  stream.on('test:complete', (data) => {
    if (data.name === path && !data.details.passed) found.ended = endOf(data.details.error);
  });
  stream.on('test:pass', (data) => {
    if (data.name === path) return;
    if (data.skip !== undefined) skip(data.name, data.skip);
    else if (data.todo !== undefined) skip(data.name, data.todo, 'to do: ');
    else if (data.details.type !== 'suite') found.passed += 1;
  });
  stream.on('test:fail', (data) => {
    if (data.name === path || failureType(data.details.error) === 'subtestsFailed') return;
    if (data.todo !== undefined) return skip(data.name, data.todo, 'to do: ');
    const where = `${data.file ?? path}:${data.line ?? 1}`;
    found.failures.push({ name: data.name, where, text: describeError(data.details.error) });
    onFailure();
  });
  stream.on('test:summary', (data) => {
    if (data.file !== undefined) found.summarised = true;
  });
  stream.on('test:stdout', (data) => print(data.message));
  stream.on('test:stderr', (data) => print(data.message));
  stream.on('test:diagnostic', (data) => {
    if (!SUMMARY_DIAGNOSTIC.test(data.message)) print(`${data.message}\n`);
  });
  return found;
}

/** What is wrong with the file as a whole, if anything. */
export function verdict(found: Collected): string | undefined {
  if (!found.summarised) {
    return `it ended before its tests did, or has none: ${found.ended ?? 'its process ended with status 0'}`;
  }
  if (found.passed + found.failures.length + found.skips.length === 0) return 'it has no tests';
  if (found.ended !== undefined && found.failures.length === 0) return `every test passed, and yet ${found.ended}`;
  return undefined;
}
