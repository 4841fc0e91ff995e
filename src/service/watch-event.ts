import type { NeighborFilter, NeighborInfo } from './neighbor-info.ts';

/**
 * Why a snapshot begins: the watch begins; the revision that it was to go on from is of another run of the daemon, or too
 * long ago; or its reader was so slow that changes it had not taken are no longer known.
 */
export type SnapshotReason = 'start' | 'revision_unknown' | 'too_slow';

/**
 * What a watch says, in this order: `snapshot`, a `present` for each neighbor, `synced`; then `changed` and `gone` as things
 * happen, and `heartbeat` when nothing does. What is not told again after another `snapshot` is gone. Several changes of one
 * neighbor may be told as one. A watch that goes on from a revision has no snapshot at its beginning.
 */
export type WatchEvent =
  | { readonly kind: 'snapshot'; readonly reason: SnapshotReason }
  | { readonly kind: 'present'; readonly neighbor: NeighborInfo }
  | { readonly kind: 'synced'; readonly revision: string }
  | { readonly kind: 'changed'; readonly revision: string; readonly neighbor: NeighborInfo }
  | { readonly kind: 'gone'; readonly revision: string; readonly ipAddress: string; readonly interface: string }
  | { readonly kind: 'heartbeat'; readonly revision: string };

export type WatchQuery = NeighborFilter & {
  /** `revision` of an earlier event: only what came after it is told, if that is still known. */
  readonly fromRevision?: string | undefined;
};
