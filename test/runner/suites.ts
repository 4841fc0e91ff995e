/** One kind of test: where its files are, how many run at a time, and how long one file may take. */
export type Suite = {
  readonly name: string;
  /** globs below the checkout; `fixtures` folders are never searched */
  readonly files: readonly string[];
  readonly concurrency: number;
  readonly fileTimeoutMs: number;
};

/** Some fault tests go on for much longer when asked to. */
const SOAK = process.env['SOAK'] !== undefined;

/**
 * Every suite that `npm test` must find, in the order in which they run. One without files is a failure: a suite that
 * vanishes would otherwise pass for ever.
 */
export const SUITES: readonly Suite[] = [
  {
    name: 'unit',
    files: ['src/**/*.test.ts', 'test/runner/**/*.test.ts', 'test/mutants/**/*.test.ts'],
    concurrency: 2,
    fileTimeoutMs: 60_000,
  },
  { name: 'fuzz', files: ['test/fuzz/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 120_000 },
  { name: 'redis', files: ['test/redis/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 120_000 },
  { name: 'live', files: ['test/live/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 180_000 },
  { name: 'scenario', files: ['test/scenario/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 180_000 },
  { name: 'fault', files: ['test/fault/**/*.test.ts'], concurrency: 1, fileTimeoutMs: SOAK ? 3_600_000 : 180_000 },
  { name: 'e2e', files: ['test/e2e/**/*.test.ts'], concurrency: 1, fileTimeoutMs: 240_000 },
];
