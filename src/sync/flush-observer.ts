import type { DaemonError } from '../base/errors.ts';

export type WriteOp = 'write' | 'failed_table';

/** What the flusher tells those who measure. */
export type FlushObserver = {
  /** A batch of `size` rows was acknowledged after `durationMs`; `onRow` is called for its rows after that. */
  readonly onBatch: (size: number, durationMs: number) => void;
  /**
   * A row reached the database `latencyMs` after its event was read from the kernel. Not for rows that a start brings, nor
   * for what had to wait because the database was not known.
   */
  readonly onRow: (latencyMs: number) => void;
  readonly onFailure: (op: WriteOp, error: DaemonError) => void;
  /** No row waits and none is in flight any more. */
  readonly onEmpty: () => void;
};
