import { DaemonError } from '../base/errors.ts';
import { createWakeup } from '../base/wakeup.ts';
import type { Flusher } from './flusher.ts';
import { loadTable } from './load-table.ts';
import { Need } from './need.ts';
import type { FailedReader, RowReader } from './ports.ts';
import { Progress } from './progress.ts';
import { confirmOrphans, type KernelSide, lookUpLinks, refreshKernel } from './refresh-kernel.ts';
import type { EngineReport } from './report.ts';

export type ReconcilerOptions = {
  readonly side: KernelSide;
  readonly flusher: Flusher;
  readonly readRows: RowReader;
  readonly readFailed: FailedReader;
  /** Monotonic time until which rows without a neighbor are kept. */
  readonly graceEndMs: number;
  /** False while what CONFIG_DB says is not known yet: nothing is written before that. */
  readonly policyKnown: boolean;
  readonly report: (report: EngineReport) => void;
};

const KERNEL_RETRY = { firstMs: 50, maxMs: 5_000 };
const TABLE_RETRY = { firstMs: 50, maxMs: 2_000 };
/** Between two full dumps, so that a storm of overruns does not become a storm of dumps. */
const KERNEL_SPACING_MS = 200;
/** After so many inconsistent dumps in a row their union is good enough to go on with, while more passes follow. */
const INTERRUPTIONS_BORNE = 5;

/**
 * The one reconcile, whatever the trigger: it is noted what has become unsure (the kernel's side, the table, links, rows
 * without a neighbor), and `run` looks again at just that.
 */
export class Reconciler {
  /** What is known of either side. */
  readonly progress: Progress;
  readonly #options: ReconcilerOptions;
  readonly #wakeup = createWakeup();
  readonly #kernelNeed = new Need(KERNEL_RETRY, KERNEL_SPACING_MS);
  readonly #tableNeed = new Need(TABLE_RETRY);
  readonly #orphanNeed = new Need(KERNEL_RETRY);
  readonly #unknownLinks = new Set<number>();
  #policyKnown: boolean;
  #kernelOpen = false;
  #tableUp = false;
  #inStep = false;
  #overrunsReported = 0;
  #malformed: readonly string[] = [];

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#policyKnown = options.policyKnown;
    this.progress = new Progress(() => this.#nowMs());
    this.#kernelNeed.want();
    this.#tableNeed.want();
  }

  get tableUp(): boolean {
    return this.#tableUp;
  }

  get malformed(): readonly string[] {
    return this.#malformed;
  }

  /** The event socket is open (again), or gone. Either way events may have been missed. */
  kernelOpened(open: boolean): void {
    this.#kernelOpen = open;
    if (open) this.#kernelNeed.hurry();
    this.wantKernel();
  }

  /** Events were lost. */
  wantKernel(): void {
    this.progress.kernelSynced = false;
    this.#kernelNeed.want();
    this.#wakeup.notify();
  }

  /** A neighbor came on a link that nobody has told us of. */
  wantLink(ifindex: number): void {
    this.#unknownLinks.add(ifindex);
    this.#wakeup.notify();
  }

  /** The database can be reached (again), with unknown content, or no longer. */
  tableReachable(up: boolean): void {
    this.#tableUp = up;
    this.progress.tableLoaded = false;
    this.#options.flusher.close();
    this.#tableNeed.want();
    if (up) this.#tableNeed.hurry();
    this.#wakeup.notify();
  }

  /**
   * The policy is another one, or known for the first time.
   * @param reread it concerns rows that we have not read, or not minded, so far: they are read before anything is judged
   */
  policyChanged(reread: boolean): void {
    const { side, flusher } = this.#options;
    if (reread || !this.#policyKnown) this.#tableNeed.want();
    else side.image.proposeAll(this.#nowMs());
    this.#policyKnown = true;
    flusher.notify();
    this.#wakeup.notify();
  }

  /** There is something to look at: earlier than planned, or all has been written. */
  wake(): void {
    this.#wakeup.notify();
  }

  /** Reconciles whenever something is unsure, until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#tableWanted && this.#tableNeed.take(this.#nowMs())) await this.#loadTable(signal);
      if (this.#kernelOpen && this.#kernelNeed.take(this.#nowMs())) await this.#refreshKernel(signal);
      if (this.#kernelOpen && this.#unknownLinks.size > 0) await this.#lookUpLinks(signal);
      if (this.#orphansDueInMs() === 0) await this.#settleOrphans(signal);
      this.#recheck();
      this.#noteProgress();
      await this.#wakeup.wait(this.#nextDueMs(), signal);
    }
  }

  /** The table is read once it can be, and once it is known what to make of it. */
  get #tableWanted(): boolean {
    return this.#tableUp && this.#policyKnown;
  }

  #nowMs(): number {
    return this.#options.side.clock.monotonicMs();
  }

  async #loadTable(signal: AbortSignal): Promise<void> {
    const { side, flusher, readRows, readFailed, report } = this.#options;
    this.progress.tableLoaded = false;
    flusher.close();
    await flusher.idle();
    try {
      this.#malformed = await loadTable(side.image, readRows, signal);
      if (side.image.policy.failedTable) side.image.failed.load(await readFailed(signal));
    } catch (thrown) {
      return this.#fail('table', this.#tableNeed, thrown, signal);
    }
    // The connection may have gone, or gone and come back, while the last slice was on its way.
    if (this.#tableNeed.wanted) return;
    this.#tableNeed.done(this.#nowMs());
    this.progress.tableLoaded = true;
    this.#orphanNeed.want();
    side.image.proposeAll(this.#nowMs());
    report({ kind: 'table_loaded', rows: side.image.mirror.rows, malformed: this.#malformed });
    flusher.open();
  }

  async #refreshKernel(signal: AbortSignal): Promise<void> {
    const { side, flusher, report } = this.#options;
    const failures = this.#kernelNeed.failures;
    let lostMeanwhile: boolean;
    try {
      await refreshKernel(side, signal);
      lostMeanwhile = this.#kernelNeed.wanted;
      this.#kernelNeed.done(this.#nowMs());
    } catch (thrown) {
      lostMeanwhile = this.#kernelNeed.wanted;
      this.#fail('kernel', this.#kernelNeed, thrown, signal);
      const interrupted = thrown instanceof DaemonError && thrown.code === 'netlink_interrupted';
      if (!interrupted || failures < INTERRUPTIONS_BORNE) return;
    } finally {
      flusher.notify();
    }
    if (lostMeanwhile) return;
    this.progress.kernelSynced = true;
    this.#orphanNeed.want();
    const { table, links, counters } = side.image;
    const overruns = counters.overruns - this.#overrunsReported;
    this.#overrunsReported = counters.overruns;
    report({ kind: 'kernel_synced', neighbors: table.size, links: links.size, overruns });
  }

  async #lookUpLinks(signal: AbortSignal): Promise<void> {
    const ifindexes = [...this.#unknownLinks];
    this.#unknownLinks.clear();
    try {
      await lookUpLinks(this.#options.side, ifindexes, signal);
    } catch (thrown) {
      this.#fail('kernel', this.#kernelNeed, thrown, signal);
    } finally {
      this.#options.flusher.notify();
    }
  }

  /** Deletes rows without a neighbor. */
  async #settleOrphans(signal: AbortSignal): Promise<void> {
    this.#orphanNeed.take(this.#nowMs());
    try {
      const sure = await confirmOrphans(this.#options.side, this.#options.report, signal);
      if (sure) this.#orphanNeed.done(this.#nowMs());
      else this.#orphanNeed.failed(this.#nowMs(), Math.random());
    } catch (thrown) {
      this.#fail('orphans', this.#orphanNeed, thrown, signal);
    } finally {
      this.#options.flusher.notify();
    }
  }

  /** Judges what the passing of time has changed. */
  #recheck(): void {
    const { image } = this.#options.side;
    const nowMs = this.#nowMs();
    for (const { interfaceName, ip } of image.rechecks.take(nowMs)) image.propose(interfaceName, ip, nowMs, 'event');
    this.#options.flusher.notify();
  }

  #fail(op: 'kernel' | 'table' | 'orphans', need: Need, thrown: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    need.failed(this.#nowMs(), Math.random());
    if (op !== 'table') this.#options.side.image.counters.netlinkErrors++;
    this.#options.report({ kind: 'failed', op, error: DaemonError.from(thrown, `reconcile ${op}`) });
  }

  #noteProgress(): void {
    if (this.#inStep || !this.progress.settled) return;
    const { table, mirror, pending } = this.#options.side.image;
    if (pending.dirty + pending.inFlight > 0) return;
    this.#inStep = true;
    this.#options.report({ kind: 'in_step', neighbors: table.size, rows: mirror.rows });
  }

  /** Not before both sides are known, and no keep applies. */
  #orphansDueInMs(): number | undefined {
    if (!this.progress.settled) return undefined;
    const nowMs = this.#nowMs();
    const dueMs = this.#orphanNeed.dueInMs(nowMs);
    return dueMs === undefined ? undefined : Math.max(dueMs, this.#options.graceEndMs - nowMs);
  }

  #nextDueMs(): number | undefined {
    const nowMs = this.#nowMs();
    const { nextMs } = this.#options.side.image.rechecks;
    const due = [
      this.#tableWanted ? this.#tableNeed.dueInMs(nowMs) : undefined,
      nextMs === undefined ? undefined : nextMs - nowMs,
      this.#kernelOpen ? this.#kernelNeed.dueInMs(nowMs) : undefined,
      this.#orphansDueInMs(),
    ].filter((ms) => ms !== undefined);
    return due.length === 0 ? undefined : Math.max(0, Math.min(...due));
  }
}
