import { createWakeup, type Wakeup } from '../base/wakeup.ts';
import { BackgroundVerify } from './background-verify.ts';
import { confirmOrphans } from './confirm.ts';
import type { Flusher } from './flusher.ts';
import { attempt, dueInMs, type Job } from './jobs.ts';
import type { KernelSide } from './kernel-side.ts';
import { KernelUpkeep } from './kernel-upkeep.ts';
import type { Knobs } from './knobs.ts';
import { Need } from './need.ts';
import type { FailedReader, KeyReader, RowReader } from './ports.ts';
import { Progress } from './progress.ts';
import { KERNEL_RETRY } from './refresh-kernel.ts';
import type { EngineReport } from './report.ts';
import { StartGate } from './start-gate.ts';
import type { Start } from './start-phase.ts';
import { TableUpkeep } from './table-upkeep.ts';

export type ReconcilerOptions = {
  readonly side: KernelSide;
  readonly flusher: Flusher;
  readonly readRows: RowReader;
  readonly readKeys: KeyReader;
  readonly readFailed: FailedReader;
  /** False while what CONFIG_DB says is not known yet: nothing is written before that. */
  readonly policyKnown: boolean;
  readonly knobs: Knobs;
  readonly restFactor: number;
  /** For the jitter: a number in [0, 1). */
  readonly random: () => number;
  readonly report: (report: EngineReport) => void;
};

/**
 * The one reconcile, whatever the trigger: it is noted what has become unsure (the kernel's side, the table, links, rows
 * without a neighbor), and `run` looks again at just that. When nothing is unsure, the background verify looks at all of it.
 */
export class Reconciler {
  readonly progress: Progress;
  readonly gate: StartGate;
  readonly table: TableUpkeep;
  readonly #kernel: KernelUpkeep;
  readonly #options: ReconcilerOptions;
  readonly #wakeup: Wakeup;
  readonly #orphanNeed = new Need(KERNEL_RETRY);
  readonly #verify: BackgroundVerify;
  readonly #jobs: readonly Job[];
  #policyKnown: boolean;
  #inStep = false;

  constructor(options: ReconcilerOptions) {
    const { side, knobs, restFactor, random, readRows, readKeys, report } = options;
    const { image, clock } = side;
    this.#options = options;
    this.#wakeup = createWakeup(clock);
    this.#policyKnown = options.policyKnown;
    this.progress = new Progress(clock.monotonicMs);
    const orphansWanted = (): boolean => this.#orphanNeed.wanted;
    this.gate = new StartGate({ image, clock, progress: this.progress, orphansWanted, report });
    const wantOrphans = (): void => this.#orphanNeed.want();
    this.#kernel = new KernelUpkeep({ side, progress: this.progress, onSynced: wantOrphans, report });
    this.#verify = new BackgroundVerify({
      image,
      clock,
      knobs,
      restFactor,
      random,
      readRows,
      readKeys,
      refreshKernel: () => this.#kernel.routine(),
      settleOrphans: wantOrphans,
      onReady: () => this.#wakeup.notify(),
      onMalformed: (keys) => this.table.noteMalformed(keys),
      report,
    });
    this.table = new TableUpkeep({
      ...options,
      image,
      progress: this.progress,
      isReadable: () => this.#policyKnown && this.gate.isKnown,
      onReading: () => this.#verify.abandon(),
      onLoaded: () => this.#tableLoaded(),
    });
    this.#jobs = this.#createJobs();
  }

  /** The event socket is open (again), or gone. Either way events may have been missed. */
  kernelOpened(open: boolean): void {
    this.#kernel.opened(open);
    this.#wakeup.notify();
  }

  /** Events were lost. */
  wantKernel(): void {
    this.#kernel.lost();
    this.#wakeup.notify();
  }

  /** Begins as is now known. */
  begin(start: Start): void {
    this.gate.begin(start);
    this.#wakeup.notify();
  }

  /** The kernel has the neighbors of before a warm restart again: those without one may go. */
  restored(): void {
    this.gate.restored();
    this.#orphanNeed.want();
    this.#wakeup.notify();
  }

  /** Looks at both sides as a whole once more, though nothing is known to be missing. */
  refresh(): void {
    this.#kernel.routine();
    this.table.routine();
    this.#wakeup.notify();
  }

  /** Looks at the neighbors of one VRF once more, though nothing is known to be missing. */
  wantVrf(name: string): void {
    this.#kernel.wantVrf(name);
    this.#wakeup.notify();
  }

  /** A neighbor came on a link that nobody has told us of. */
  wantLink(ifindex: number): void {
    this.#kernel.wantLink(ifindex);
    this.#wakeup.notify();
  }

  /** The database can be reached (again), with unknown content, or no longer. */
  tableReachable(up: boolean): void {
    this.table.reachable(up);
    this.#wakeup.notify();
  }

  /**
   * The policy is another one, or known for the first time.
   * @param reread it concerns rows that we have not read, or not minded, so far: they are read before anything is judged
   */
  policyChanged(reread: boolean): void {
    const { side, flusher } = this.#options;
    // What waits was judged by the policy before; it may be about rows that are not ours any more.
    if (reread || !this.#policyKnown) this.table.lost();
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
    const { side, random, report } = this.#options;
    const surroundings = { clock: side.clock, random, counters: side.image.counters, report };
    while (!signal.aborted) {
      for (const job of this.#jobs) {
        await attempt(job, surroundings, signal);
        this.#options.flusher.notify();
      }
      this.#recheck();
      this.#passGate();
      this.#noteProgress();
      await this.#wakeup.wait(this.#nextDueMs(), signal);
    }
    this.#verify.abandon();
  }

  /** In the order in which they are tried: what later ones rely on comes first. */
  #createJobs(): readonly Job[] {
    const { side, report } = this.#options;
    const isSettled = (): boolean => this.progress.settled;
    return [
      this.table.job,
      ...this.#kernel.jobs,
      {
        op: 'orphans',
        need: this.#orphanNeed,
        isPossible: isSettled,
        notBeforeMs: () => this.gate.orphansFromMs,
        run: (until) => confirmOrphans(side, report, until),
      },
      {
        op: 'verify',
        isPossible: () => isSettled() && !this.gate.holdsWrites,
        notBeforeMs: () => this.#verify.nextStepMs,
        run: (until) => this.#verify.step(until),
      },
    ];
  }

  #nowMs(): number {
    return this.#options.side.clock.monotonicMs();
  }

  /** All intents are put anew. */
  #tableLoaded(): void {
    this.#orphanNeed.want();
    const { image } = this.#options.side;
    image.proposeAll(this.#nowMs());
    for (const { interfaceName, ip } of image.gone.all()) image.propose(interfaceName, ip, this.#nowMs(), 'event');
    if (!this.gate.holdsWrites) this.#open();
  }

  #open(): void {
    if (this.progress.ready) this.#options.side.image.measuredFromMs = this.#nowMs();
    this.#options.flusher.open();
  }

  /** Judges what the passing of time has changed. */
  #recheck(): void {
    const { image } = this.#options.side;
    const nowMs = this.#nowMs();
    for (const { interfaceName, ip } of image.rechecks.take(nowMs)) image.propose(interfaceName, ip, nowMs, 'event');
    this.#options.flusher.notify();
  }

  /** What a warm start has held back goes out once it may. */
  #passGate(): void {
    const held = this.gate.holdsWrites;
    this.gate.look();
    if (held && !this.gate.holdsWrites && this.progress.tableLoaded) this.#open();
  }

  #noteProgress(): void {
    if (this.#inStep || !this.progress.settled || this.gate.holdsWrites) return;
    const { image } = this.#options.side;
    const { table, mirror, pending } = image;
    image.measuredFromMs = Math.min(image.measuredFromMs, this.#nowMs());
    if (pending.dirty + pending.inFlight > 0) return;
    this.#inStep = true;
    this.#options.report({ kind: 'in_step', neighbors: table.size, rows: mirror.rows });
  }

  #nextDueMs(): number | undefined {
    const nowMs = this.#nowMs();
    const { nextMs } = this.#options.side.image.rechecks;
    const recheckMs = nextMs === undefined ? undefined : nextMs - nowMs;
    const due = [recheckMs, this.gate.dueInMs(nowMs), ...this.#jobs.map((job) => dueInMs(job, nowMs))].filter(
      (ms) => ms !== undefined,
    );
    return due.length === 0 ? undefined : Math.max(0, Math.min(...due));
  }
}
