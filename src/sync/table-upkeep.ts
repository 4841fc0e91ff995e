import type { Flusher } from './flusher.ts';
import type { Image } from './image.ts';
import type { Job } from './jobs.ts';
import { loadTable } from './load-table.ts';
import { Need } from './need.ts';
import type { FailedReader, RowReader } from './ports.ts';
import type { Progress } from './progress.ts';
import type { EngineReport } from './report.ts';

export type TableUpkeepOptions = {
  readonly image: Image;
  readonly progress: Progress;
  readonly flusher: Flusher;
  readonly readRows: RowReader;
  readonly readFailed: FailedReader;
  /** Whether it is known what to make of the rows. */
  readonly isReadable: () => boolean;
  /** The rows are about to be read. */
  readonly onReading: () => void;
  /** The rows have been read, and nothing is proposed of them yet. */
  readonly onLoaded: () => void;
  readonly report: (report: EngineReport) => void;
};

const TABLE_RETRY = { firstMs: 50, maxMs: 2_000 };

/** Keeps the database's side of the image: knows whether it can be relied on, and has the job that reads it anew. */
export class TableUpkeep {
  readonly job: Job;
  readonly #options: TableUpkeepOptions;
  readonly #need = new Need(TABLE_RETRY);
  #up = false;
  /** How often what had been read, or was being read, became worthless. */
  #losses = 0;
  #malformed: readonly string[] = [];

  constructor(options: TableUpkeepOptions) {
    this.#options = options;
    this.#need.want();
    const isPossible = (): boolean => this.#up && options.isReadable();
    this.job = { op: 'table', need: this.#need, isPossible, run: (signal) => this.#load(signal) };
  }

  get isUp(): boolean {
    return this.#up;
  }

  get malformed(): readonly string[] {
    return this.#malformed;
  }

  /** The database can be reached (again), with unknown content, or no longer. */
  reachable(up: boolean): void {
    this.#up = up;
    this.lost();
    if (up) this.#need.hurry();
  }

  /** What has been read cannot be relied on; nothing is written before it is read again. */
  lost(): void {
    this.#losses++;
    this.#options.progress.tableLoaded = false;
    this.#options.flusher.close();
    this.#need.want();
  }

  /** Reads it again, though nothing is known to be wrong. */
  routine(): void {
    this.#need.want();
  }

  /** In an order of their own, for the database tells the same keys in another order each time. */
  noteMalformed(found: ReadonlySet<string>): void {
    const keys = [...found].sort();
    const isNew = keys.length > 0 && keys.join() !== this.#malformed.join();
    this.#malformed = keys;
    if (isNew) this.#options.report({ kind: 'malformed', keys });
  }

  async #load(signal: AbortSignal): Promise<boolean> {
    const { image, progress, flusher, readRows, readFailed, onReading, onLoaded, report } = this.#options;
    const losses = this.#losses;
    progress.tableLoaded = false;
    flusher.close();
    await flusher.idle();
    onReading();
    const malformed = await loadTable(image, readRows, signal);
    if (image.policy.failedTable) image.failed.load(await readFailed(signal));
    // The connection may have gone, or gone and come back, while the last slice was on its way.
    if (this.#losses > losses) return true;
    progress.tableLoaded = true;
    report({ kind: 'table_loaded', rows: image.mirror.rows });
    this.noteMalformed(malformed);
    onLoaded();
    return true;
  }
}
