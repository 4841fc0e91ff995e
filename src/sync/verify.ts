import { pause } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import {
  type Comparison,
  compareRows,
  type Difference,
  type Expectations,
  expectations,
  unexplained,
} from '../neighbor/diff.ts';
import { ownsInterface, type PolicyConfig, type PolicyEntry } from '../neighbor/policy.ts';
import type { StoredRow } from '../neighbor/row.ts';
import { readStoredRow } from '../neighbor/stored-row.ts';
import { askAbout } from './confirm.ts';
import { createCounters } from './counters.ts';
import { Image } from './image.ts';
import { Ingest } from './ingest.ts';
import type { KernelSide } from './kernel-side.ts';
import { UNOBSERVED } from './observer.ts';
import type { KernelRequests, RowReader } from './ports.ts';
import { Rechecks } from './rechecks.ts';
import { refreshKernel } from './refresh-kernel.ts';

export type VerifyOptions = {
  readonly policy: PolicyConfig;
  readonly maxNeighbors: number;
  readonly requests: KernelRequests;
  readonly readRows: RowReader;
  readonly clock: Clock;
  /** A difference counts only if it is still there after this many ms: what is under way is none. */
  readonly secondLookMs: number;
};

const DUMP_ATTEMPTS = 5;

/**
 * Compares kernel and database row by row through the policy, by its own dump and its own reading. Changes nothing.
 *
 * Throws a DaemonError when either side cannot be read.
 */
export async function verify(options: VerifyOptions, signal: AbortSignal): Promise<Comparison> {
  const first = await look(options, signal);
  if (first.differences.length === 0) return first;
  await pause(options.secondLookMs, signal);
  const second = await look(options, signal);
  const before = new Set(first.differences.map(identity));
  return { ...second, differences: second.differences.filter((difference) => before.has(identity(difference))) };
}

async function look(options: VerifyOptions, signal: AbortSignal): Promise<Comparison> {
  const { policy, clock, requests, maxNeighbors } = options;
  const image = new Image({ policy, counters: createCounters(), maxNeighbors, rechecks: new Rechecks(() => {}) });
  const ingest = new Ingest({ image, clock, observer: UNOBSERVED, onUnknownLink: () => {} });
  // There is no event socket here, so there is nothing to wait for: what changes meanwhile is for the second look.
  const side: KernelSide = { image, ingest, requests, clock, barrier: async () => {} };
  await readKernel(side, signal);
  const rows: StoredRow[] = [];
  for await (const slice of options.readRows(signal)) rows.push(...slice);
  adopt(image, rows);
  await askAbout(side, unexplained(expectedOf(image, clock), rows, policy), signal);
  image.pending.clear();
  return compareRows(expectedOf(image, clock), rows, policy);
}

/** A dump that stays inconsistent is good enough in the end: each row without a neighbor is asked about besides. */
async function readKernel(side: KernelSide, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; attempt <= DUMP_ATTEMPTS; attempt++) {
    if ((await refreshKernel(side, signal)) === undefined) return;
  }
}

/** Some verdicts depend on the row that is there. */
function adopt({ mirror, pending, policy }: Image, rows: readonly StoredRow[]): void {
  pending.clear();
  for (const row of rows) {
    const known = readStoredRow(row);
    if (known === undefined || !ownsInterface(known.interfaceName, policy)) continue;
    mirror.record(mirror.intern(known.interfaceName, known.ip), known.mac ?? 'unsure');
  }
}

function expectedOf(image: Image, clock: Clock): Expectations {
  return expectations(policyEntries(image, clock.monotonicMs()), image.policy);
}

function* policyEntries(image: Image, nowMs: number): Generator<PolicyEntry> {
  for (const entry of image.table.entries()) {
    const link = image.links.get(entry.ifindex);
    if (link !== undefined) yield image.policyEntry(link.name, entry, nowMs);
  }
}

function identity({ kind, key }: Difference): string {
  return `${kind} ${key}`;
}
