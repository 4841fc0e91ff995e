import type { DaemonError } from '../base/errors.ts';
import type { RowId } from '../neighbor/mirror.ts';
import type { PendingWrite } from '../neighbor/pending.ts';

/** That the database refuses rows, and why: until those are written, whatever else it takes meanwhile. */
export class WriteTrouble {
  /** Keys whose last write failed. They stay dirty, and so keep their ids. */
  readonly #refused = new Set<RowId>();
  #error: DaemonError | undefined;
  #failures = 0;

  /** Why the last script failed; undefined when all is well. */
  get error(): DaemonError | undefined {
    return this.#error;
  }

  /** Takes a failed script. Returns how many failed before it since all was well. */
  begin(writes: readonly Pick<PendingWrite, 'id'>[], error: DaemonError): number {
    for (const { id } of writes) this.#refused.add(id);
    this.#error = error;
    return this.#failures++;
  }

  /** A row was written. */
  written(id: RowId): void {
    this.#refused.delete(id);
  }

  /** A script succeeded. */
  end(): void {
    if (this.#refused.size > 0) return;
    this.#failures = 0;
    this.#error = undefined;
  }

  /** The table was read from the start: ids are new, and what was refused may be there, or wanted no longer. */
  restart(isAllWritten: boolean): void {
    this.#refused.clear();
    this.#failures = 0;
    if (isAllWritten) this.#error = undefined;
  }
}
