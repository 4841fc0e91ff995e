import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import type { Cancel, Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { FailedChange, FailedNeighbors } from './failed-neighbors.ts';
import type { NeighborSink } from './ports.ts';

export type FailedWriterOptions = {
  readonly failed: FailedNeighbors;
  readonly write: NeighborSink['writeFailed'];
  readonly clock: Pick<Clock, 'after'>;
  /** For the jitter: a number in [0, 1). */
  readonly random: () => number;
  readonly onFailure: (error: DaemonError) => void;
};

const AFTER_FAILURE: BackoffPlan = { firstMs: 20, maxMs: 2_000 };

/**
 * Writes NEIGH_FAILED_TABLE, one script at a time, besides the rows: nothing relies on the order of the two tables, and a
 * failed table that is refused must not hold up a row. While the gate is closed nothing goes out.
 */
export class FailedWriter {
  readonly #options: FailedWriterOptions;
  #open = false;
  #writing: Promise<void> | undefined;
  #inFlight = 0;
  #failures = 0;
  #lastError: DaemonError | undefined;
  /** Runs after a failure: changes do not shorten that. */
  #cancelTimer: Cancel | undefined;

  constructor(options: FailedWriterOptions) {
    this.#options = options;
  }

  /** Why the last write failed; undefined once one has succeeded, or nothing waits any more. */
  get lastError(): DaemonError | undefined {
    return this.unwritten > 0 ? this.#lastError : undefined;
  }

  /** Changes that wait or are in flight. */
  get unwritten(): number {
    return this.#options.failed.size + this.#inFlight;
  }

  open(): void {
    this.#open = true;
    this.#failures = 0;
    this.#stopTimer();
    this.notify();
  }

  close(): void {
    this.#open = false;
    this.#stopTimer();
  }

  /** Resolves when nothing is in flight. */
  async idle(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Something changed: sends all that waits, unless a script is in flight or the pause after a failure lasts. */
  notify(): void {
    if (!this.#open || this.#writing !== undefined || this.#cancelTimer !== undefined) return;
    const changes = this.#options.failed.take();
    if (changes.length === 0) return;
    this.#inFlight = changes.length;
    this.#writing = this.#write(changes).finally(() => {
      this.#writing = undefined;
      this.#inFlight = 0;
      this.notify();
    });
  }

  async #write(changes: readonly FailedChange[]): Promise<void> {
    const { failed, write, onFailure } = this.#options;
    try {
      await write(changes);
      this.#failures = 0;
      this.#lastError = undefined;
    } catch (thrown) {
      failed.restore(changes);
      this.#lastError = DaemonError.from(thrown, 'write NEIGH_FAILED_TABLE');
      onFailure(this.#lastError);
      if (this.#open) this.#waitAfterFailure();
    }
  }

  #waitAfterFailure(): void {
    const { clock, random } = this.#options;
    this.#cancelTimer = clock.after(backoffMs(AFTER_FAILURE, this.#failures++, random()), () => {
      this.#stopTimer();
      this.notify();
    });
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
