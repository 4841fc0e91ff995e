import type { AbsentRule } from '../neighbor/policy.ts';
import type { FailureReason } from '../netlink/codec/failure.ts';

/** How a row differs from what we left in the database: it is gone, it is another one, or it was not there. */
export type DriftKind = 'missing' | 'wrong' | 'unwanted';

/** Totals since the start of the process; metrics and health read them. */
export type SyncCounters = {
  /** Neighbor events and dump entries taken from the kernel. */
  processed: number;
  /** Those of them that were events. */
  events: number;
  /** Rows written that the database did not have, rows whose MAC changed or was unsure, and rows deleted; acknowledged. */
  added: number;
  updated: number;
  deleted: number;
  /** Intents that needed no write, for the database held that already. */
  suppressed: number;
  /** Events whose row write was rejected; it is tried again. */
  writeFailures: number;
  /** Write scripts that were rejected. */
  writeErrors: number;
  batches: number;
  overruns: number;
  truncated: number;
  /** Reconciles by what they looked at. */
  kernelResyncs: number;
  vrfResyncs: number;
  tableReloads: number;
  /** Kernel entries or rows that were kept, or not, after asking the kernel about them one by one. */
  confirmedAbsent: number;
  confirmedPresent: number;
  /** Background comparisons that came to their end, and the wall-clock time of the last one in ms, 0 before the first. */
  verifyPasses: number;
  lastVerifyMs: number;
  /** Rows that somebody else had changed, and those of them that have been written right again. */
  readonly driftFound: Map<DriftKind, number>;
  driftRepaired: number;
  /** Rows whose key is not in canonical form, found in the database under an interface of ours. */
  malformedRows: number;
  /** Entries not taken because the table was full. */
  tableFull: number;
  netlinkErrors: number;
  readonly absentByRule: Map<AbsentRule | 'no_neighbor', number>;
  readonly decodeFailures: Map<FailureReason | 'not_a_neighbor', number>;
  /** Wall-clock time of the last event from the kernel, in ms; 0 before the first. */
  lastEventMs: number;
};

export function createCounters(): SyncCounters {
  return {
    processed: 0,
    events: 0,
    added: 0,
    updated: 0,
    deleted: 0,
    suppressed: 0,
    writeFailures: 0,
    writeErrors: 0,
    batches: 0,
    overruns: 0,
    truncated: 0,
    kernelResyncs: 0,
    vrfResyncs: 0,
    tableReloads: 0,
    confirmedAbsent: 0,
    confirmedPresent: 0,
    verifyPasses: 0,
    lastVerifyMs: 0,
    driftFound: new Map(),
    driftRepaired: 0,
    malformedRows: 0,
    tableFull: 0,
    netlinkErrors: 0,
    absentByRule: new Map(),
    decodeFailures: new Map(),
    lastEventMs: 0,
  };
}

/** Adds one under a label. */
export function countUnder<K>(counts: Map<K, number>, label: K): void {
  counts.set(label, (counts.get(label) ?? 0) + 1);
}
