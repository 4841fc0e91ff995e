import type { Difference } from '../neighbor/diff.ts';
import { formatMac } from '../neighbor/mac.ts';
import type { VerifyReport } from '../service/reports.ts';
import type { Verification } from './verify.ts';

/** The outcome of a comparison, as all faces tell it. */
export function verifyReport({ differences, kept, equal }: Omit<Verification, 'silent'>): VerifyReport {
  return {
    equal: differences.length === 0,
    rowsEqual: equal,
    differences: differences.map((one) => ({
      kind: one.kind,
      key: one.key,
      kernel: kernelSays(one),
      database: databaseSays(one),
    })),
    kept,
  };
}

/** What should be in the database, in words. */
export function kernelSays(difference: Difference): string {
  switch (difference.kind) {
    case 'missing':
    case 'wrong':
      return formatMac(difference.expected);
    case 'unwanted':
      return `no row (${difference.rule})`;
    case 'malformed':
      return 'no such key';
  }
}

/** What is there, in words. */
export function databaseSays(difference: Difference): string {
  if (difference.kind === 'missing') return 'no row';
  const { neigh, family } = difference.found;
  return `${neigh ?? '(no neigh)'} ${family ?? '(no family)'}`;
}
