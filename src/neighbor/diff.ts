import type { Ip } from './ip.ts';
import { formatKey, type NeighborKey } from './key.ts';
import type { Mac } from './mac.ts';
import {
  type AbsentRule,
  desired,
  ownsInterface,
  type PolicyConfig,
  type PolicyEntry,
  type Verdict,
} from './policy.ts';
import type { StoredRow } from './row.ts';
import { claimedInterface, readStoredRow } from './stored-row.ts';

/** One place where kernel and database disagree, as the policy sees it. */
export type Difference =
  /** The kernel has a neighbor that should have a row, and there is none. */
  | { readonly kind: 'missing'; readonly key: string; readonly expected: Mac }
  /** There is a row, but not the right one. */
  | { readonly kind: 'wrong'; readonly key: string; readonly expected: Mac; readonly found: StoredRow }
  /** There is a row that should not be: the rule that says so, or that the kernel has no such neighbor. */
  | {
      readonly kind: 'unwanted';
      readonly key: string;
      readonly found: StoredRow;
      readonly rule: AbsentRule | 'no_neighbor';
    }
  /** There is a row under a key that no neighbor can have. */
  | { readonly kind: 'malformed'; readonly key: string; readonly found: StoredRow };

export type Comparison = {
  readonly differences: readonly Difference[];
  /** Rows that are there, and are to stay as they are for now, by rule. */
  readonly held: readonly { readonly key: string; readonly rule: string }[];
  /** Rows that are as they should be. */
  readonly equal: number;
};

/** What the policy makes of a neighbor, under its database key. */
export type Expectations = ReadonlyMap<NeighborKey, Verdict>;

export function expectations(entries: Iterable<PolicyEntry>, policy: PolicyConfig): Expectations {
  const expected = new Map<NeighborKey, Verdict>();
  for (const entry of entries) expected.set(formatKey(entry.interfaceName, entry.ip), desired(entry, policy));
  return expected;
}

/** Compares what should be with what is. Rows of interfaces that are not ours are passed over. Pure. */
export function compareRows(expected: Expectations, stored: Iterable<StoredRow>, policy: PolicyConfig): Comparison {
  const differences: Difference[] = [];
  const held: { key: string; rule: string }[] = [];
  const seen = new Set<string>();
  let equal = 0;
  for (const row of stored) {
    if (!ownsInterface(claimedInterface(row.key), policy)) continue;
    seen.add(row.key);
    const known = readStoredRow(row);
    const verdict = expected.get(row.key as NeighborKey);
    if (known === undefined) differences.push({ kind: 'malformed', key: row.key, found: row });
    else if (verdict?.kind === 'hold') held.push({ key: row.key, rule: verdict.rule });
    else if (verdict?.kind !== 'row') {
      differences.push({ kind: 'unwanted', key: row.key, found: row, rule: verdict?.rule ?? 'no_neighbor' });
    } else if (known.mac !== verdict.mac) {
      differences.push({ kind: 'wrong', key: row.key, expected: verdict.mac, found: row });
    } else equal++;
  }
  for (const [key, verdict] of expected) {
    if (verdict.kind === 'row' && !seen.has(key)) differences.push({ kind: 'missing', key, expected: verdict.mac });
  }
  return { differences, held, equal };
}

/** Rows of ours, in canonical form, that nothing is expected of: the kernel did not mention such a neighbor. */
export function unexplained(
  expected: Expectations,
  stored: Iterable<StoredRow>,
  policy: PolicyConfig,
): readonly { readonly interfaceName: string; readonly ip: Ip }[] {
  const rows: { interfaceName: string; ip: Ip }[] = [];
  for (const row of stored) {
    const known = readStoredRow(row);
    if (known === undefined || expected.has(row.key as NeighborKey)) continue;
    if (ownsInterface(known.interfaceName, policy)) rows.push({ interfaceName: known.interfaceName, ip: known.ip });
  }
  return rows;
}
