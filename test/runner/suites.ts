/** One kind of test: where its files are, how many run at a time, and how long one file may take. */
export type Suite = {
  readonly name: string;
  /** globs below the checkout; `fixtures` folders are never searched */
  readonly files: readonly string[];
  readonly concurrency: number;
  readonly fileTimeoutMs: number;
  /** there when its files run on the second kernel, and not here */
  readonly guest?: GuestSuite;
};

/** What a suite on the second kernel has besides. */
export type GuestSuite = {
  /** files of other suites that run there, too, when the whole suite is asked for: globs */
  readonly also: readonly string[];
  /** how long all of it may take, from the boot to the end */
  readonly deadlineMs: number;
};

const SOAK_TIMEOUT_MS = 3_600_000;

/** A limit that is lifted where tests are asked to go on for much longer (`npm run test:soak`). */
function unlessSoaking(timeoutMs: number): number {
  return process.env['SOAK'] === undefined ? timeoutMs : SOAK_TIMEOUT_MS;
}

/**
 * Every suite that `npm test` must find, in the order in which they run. One without files is a failure: a suite that
 * vanishes would otherwise pass for ever.
 */
export const SUITES: readonly Suite[] = [
  {
    name: 'unit',
    files: ['src/**/*.test.ts', 'test/runner/**/*.test.ts', 'test/mutants/**/*.test.ts', 'bench/**/*.test.ts'],
    concurrency: 2,
    fileTimeoutMs: unlessSoaking(60_000),
  },
  { name: 'fuzz', files: ['test/fuzz/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 120_000 },
  { name: 'redis', files: ['test/redis/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 120_000 },
  { name: 'live', files: ['test/live/**/*.test.ts'], concurrency: 1, fileTimeoutMs: unlessSoaking(180_000) },
  { name: 'scenario', files: ['test/scenario/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 180_000 },
  { name: 'fault', files: ['test/fault/**/*.test.ts'], concurrency: 1, fileTimeoutMs: unlessSoaking(180_000) },
  { name: 'e2e', files: ['test/e2e/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 240_000 },
  {
    name: 'vm',
    files: ['test/vm/**/*.test.ts'],
    // So many machines, of one processor each.
    concurrency: 2,
    fileTimeoutMs: 480_000,
    guest: {
      also: ['test/live/direct.test.ts', 'test/live/requester.test.ts'],
      deadlineMs: 900_000,
    },
  },
];
