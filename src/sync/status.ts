import type { SyncCounters } from './counters.ts';
import type { StartPhase } from './start-phase.ts';

/**
 * Rows that should go, but are left alone for now: why, and how much longer.
 * - `start_grace`: the kernel has no such neighbor, but may not have spoken yet
 * - `fast_boot`: the same after a fast reboot, whose rows were put there before the kernel's neighbors
 * - `warm_start`: nothing is written yet
 * - `not_restored`: a warm start went on without the restored flag; the row stays until that, or an event, comes
 * - `link_local_disabled`: link-local was disabled on the interface a moment ago
 */
export type KeepReason = 'start_grace' | 'fast_boot' | 'warm_start' | 'not_restored' | 'link_local_disabled';

/** `leftMs` is undefined when it is not time that ends it. */
export type Keep = { readonly reason: KeepReason; readonly rows: number; readonly leftMs: number | undefined };

/** The engine at one moment; a snapshot, but for the counters, which go on counting. */
export type EngineStatus = {
  /** Both sides have been seen whole at least once. */
  readonly ready: boolean;
  /** The event socket, undefined while there is none. The size is what SO_RCVBUF reads back. */
  readonly kernel: { readonly receiveBufferBytes: number; readonly bufferForced: boolean } | undefined;
  /** Nothing is known to be missing from the kernel's side. */
  readonly kernelSynced: boolean;
  readonly tableUp: boolean;
  readonly tableLoaded: boolean;
  /** How long either side has not been known, 0 when both are. */
  readonly unsettledMs: number;
  readonly neighbors: number;
  readonly links: number;
  /** Rows that the database has, or may have. */
  readonly rows: number;
  /** Entries whose link nobody has told us of yet. */
  readonly parked: number;
  /** Entries for which there is no room. */
  readonly leftOut: number;
  /** Keys with a change not yet sent, and with a write not yet acknowledged. */
  readonly pending: number;
  readonly inFlight: number;
  /** Changes of NEIGH_FAILED_TABLE not yet acknowledged. */
  readonly failedUnwritten: number;
  readonly start: StartPhase;
  /** Age of the change that has waited longest; 0 while the start holds all back. */
  readonly oldestPendingMs: number;
  /** Why the last write was refused, or not answered; undefined once what it was about is written. */
  readonly writeError: string | undefined;
  /** Keys under our interfaces that no neighbor can have; at most 1000. */
  readonly malformed: readonly string[];
  /** Looked for among all rows each time that this is read. */
  readonly keeps: readonly Keep[];
  readonly counters: Readonly<SyncCounters>;
};
