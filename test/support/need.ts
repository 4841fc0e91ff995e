import type { TestContext } from 'node:test';

/**
 * Says whether the test may go on: `if (!needRoot(t)) return;`. Without root it marks the test as skipped, with the
 * reason. As root it is always true: what is missing then (a program, a namespace) is a failure of the test, not a skip.
 */
export function needRoot(t: TestContext): boolean {
  if (process.getuid?.() === 0) return true;
  t.skip('it needs root (network namespaces)');
  return false;
}
