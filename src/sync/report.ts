import type { DaemonError } from '../base/errors.ts';
import type { StartPhase } from './start-phase.ts';

/** What can fail and is tried again; `write` is of rows, `failed_table` of NEIGH_FAILED_TABLE. */
export type FailedOp = 'kernel' | 'links' | 'vrf' | 'table' | 'orphans' | 'verify' | 'write' | 'failed_table';

/** What the engine tells its surroundings, so that they can log it; the engine itself never logs. */
export type EngineReport =
  | { readonly kind: 'kernel_opened'; readonly receiveBufferBytes: number; readonly bufferForced: boolean }
  | { readonly kind: 'kernel_closed'; readonly error: DaemonError }
  | { readonly kind: 'kernel_synced'; readonly neighbors: number; readonly links: number; readonly overruns: number }
  | { readonly kind: 'vrf_synced'; readonly vrf: string }
  | { readonly kind: 'table_loaded'; readonly rows: number }
  /** There are keys under interfaces of ours that no neighbor can have: others than were told of before. */
  | { readonly kind: 'malformed'; readonly keys: readonly string[] }
  /** Rows without a neighbor, under interfaces of ours, were deleted. */
  | { readonly kind: 'orphans_deleted'; readonly rows: number; readonly first: string }
  /** The background verify found rows that somebody else had changed, by kind of change. */
  | { readonly kind: 'drift'; readonly counts: Readonly<Record<string, number>>; readonly first: string }
  /** The start has come so far. */
  | { readonly kind: 'start'; readonly phase: StartPhase }
  /** Once: both sides are known, and the database has every row. */
  | { readonly kind: 'in_step'; readonly neighbors: number; readonly rows: number }
  /** It is tried again. */
  | { readonly kind: 'failed'; readonly op: FailedOp; readonly error: DaemonError };
