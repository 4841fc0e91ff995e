import type { Fence, RowWrite, StoredRow } from '../neighbor/row.ts';
import type { LinkMessage } from '../netlink/codec/ifinfomsg.ts';
import type { NeighMessage } from '../netlink/codec/ndmsg.ts';
import type { NeighborAnswer, NeighborFilter, NeighborTarget } from '../netlink/requester.ts';
import type { FailedChange } from './failed-neighbors.ts';
import type { HostRoute } from './host-routes.ts';

/** Where rows go: the producer or the direct sink of sonic/. */
export type NeighborSink = {
  /**
   * Writes a batch atomically, and resolves once the database has acknowledged it with the places of those writes that
   * have to wait for the consumer. A rejection (DaemonError) means that it is not known what was written.
   */
  readonly apply: (
    batch: readonly RowWrite[],
    fence: Fence | undefined,
  ) => Promise<{ readonly deferred: readonly number[] }>;
  /** Removes host routes, and resolves once the database has acknowledged it. Rejects as `apply` does. */
  readonly removeHostRoutes: (routes: readonly HostRoute[]) => Promise<void>;
  /** Writes rows of NEIGH_FAILED_TABLE, each key once. Rejects as `apply` does. */
  readonly writeFailed: (changes: readonly FailedChange[]) => Promise<void>;
};

/**
 * Reads back the rows that the database holds, pending ones included. `sliceKeys` is how many keys of the database are
 * looked at in one go; without it as many as make the whole fast.
 */
export type RowReader = (signal: AbortSignal, sliceKeys?: number) => AsyncIterable<readonly StoredRow[]>;

/** Reads back the rows of these keys, pending ones included; keys without a row are left out. */
export type KeyReader = (keys: readonly string[], signal: AbortSignal) => Promise<readonly StoredRow[]>;

/** Reads back the keys of NEIGH_FAILED_TABLE, pending ones included. */
export type FailedReader = (signal: AbortSignal) => Promise<readonly string[]>;

/** What is asked of the kernel; see netlink/requester.ts. */
export type KernelRequests = {
  readonly dumpLinks: (signal: AbortSignal) => AsyncIterable<readonly LinkMessage[]>;
  readonly dumpNeighbors: (signal: AbortSignal, filter?: NeighborFilter) => AsyncIterable<readonly NeighMessage[]>;
  readonly getLink: (ifindex: number, signal: AbortSignal) => Promise<LinkMessage | undefined>;
  readonly getNeighbors: (
    targets: readonly NeighborTarget[],
    signal: AbortSignal,
  ) => Promise<readonly NeighborAnswer[]>;
};

/** Resolves when every event that the kernel had queued at the time of the call has been ingested. */
export type Barrier = (signal: AbortSignal) => Promise<void>;
