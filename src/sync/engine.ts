import type { Clock } from '../base/clock.ts';
import { opensVrf, type PolicyConfig } from '../neighbor/policy.ts';
import type { VrfBinding } from '../neighbor/vrf.ts';
import type { KernelEvent } from '../netlink/monitor.ts';
import { type Census, takeCensus } from './census.ts';
import { createCounters } from './counters.ts';
import type { FlushObserver } from './flush-observer.ts';
import { Flusher } from './flusher.ts';
import { Image } from './image.ts';
import { Ingest } from './ingest.ts';
import { Inspection } from './inspection.ts';
import type { Knobs } from './knobs.ts';
import type { EngineObserver } from './observer.ts';
import type { Barrier, FailedReader, KernelRequests, KeyReader, NeighborSink, RowReader } from './ports.ts';
import { Rechecks } from './rechecks.ts';
import { Reconciler } from './reconciler.ts';
import type { EngineReport } from './report.ts';
import type { Start, StartPhase } from './start-phase.ts';
import type { EngineStatus, Keep } from './status.ts';
import type { VrfCounts } from './vrf-counters.ts';

export type EngineOptions = {
  readonly policy: PolicyConfig;
  /** False when the policy still lacks what CONFIG_DB says: nothing is written before `setPolicy`. */
  readonly policyKnown: boolean;
  readonly knobs: Knobs;
  /** After each look of the background verify the database rests for so many times as long as the look took. */
  readonly restFactor: number;
  readonly maxNeighbors: number;
  readonly sink: NeighborSink;
  readonly readRows: RowReader;
  readonly readKeys: KeyReader;
  readonly readFailed: FailedReader;
  readonly requests: KernelRequests;
  readonly barrier: Barrier;
  readonly clock: Clock;
  /** For the jitter of pauses: a number in [0, 1). */
  readonly random: () => number;
  readonly observer: EngineObserver;
  readonly report: (report: EngineReport) => void;
};

/**
 * Keeps the database equal to the policy's image of the kernel: events in, batches out, and reconcile when unsure. The
 * database is neither read nor written before `begin`.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #counters = createCounters();
  readonly #image: Image;
  readonly #ingest: Ingest;
  readonly #flusher: Flusher;
  readonly #reconciler: Reconciler;
  #kernel: EngineStatus['kernel'];

  /** The neighbors and rows, for those who only look. */
  readonly inspection: Inspection;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { policy, maxNeighbors, sink, knobs, clock, random, observer, report, requests, barrier } = options;
    const rechecks = new Rechecks(() => this.#reconciler.wake());
    const image = new Image({ policy, counters: this.#counters, maxNeighbors, rechecks });
    const onUnknownLink = (ifindex: number): void => this.#reconciler.wantLink(ifindex);
    const ingest = new Ingest({ image, clock, observer, onUnknownLink });
    const onFailure: FlushObserver['onFailure'] = (op, error) => report({ kind: 'failed', op, error });
    const onEmpty = (): void => this.#reconciler.wake();
    const flusher = new Flusher({ image, sink, knobs, clock, random, observer: { ...observer, onFailure, onEmpty } });
    this.#image = image;
    this.inspection = new Inspection(image, clock, () => this.#reconciler.progress.tableLoaded);
    this.#ingest = ingest;
    this.#flusher = flusher;
    this.#reconciler = new Reconciler({ ...options, flusher, side: { image, ingest, requests, barrier, clock } });
  }

  /** Takes what the monitor of the kernel says. */
  readonly onKernelEvent = (event: KernelEvent): void => {
    switch (event.kind) {
      case 'datagram':
        return this.#ingest.datagram(event.bytes, event.stampMs);
      case 'drained':
        if (this.#image.refusals.count > 0) this.#reconciler.wake();
        return this.#flusher.notify();
      case 'overrun':
        this.#counters.overruns++;
        return this.#reconciler.wantKernel();
      case 'truncated':
        this.#counters.truncated++;
        return this.#reconciler.wantKernel();
      case 'opened':
        this.#kernel = event;
        this.#options.report({ ...event, kind: 'kernel_opened' });
        return this.#reconciler.kernelOpened(true);
      case 'closed':
        this.#kernel = undefined;
        this.#counters.netlinkErrors++;
        this.#options.report({ kind: 'kernel_closed', error: event.error });
        return this.#reconciler.kernelOpened(false);
    }
  };

  /** Begins as is now known; only the first time counts. */
  begin(start: Start): void {
    this.#reconciler.begin(start);
  }

  /** The kernel has the neighbors of before a warm restart again. */
  restored(): void {
    this.#reconciler.restored();
  }

  /** The database can be reached (again), with unknown content, or no longer. */
  tableReachable(up: boolean): void {
    this.#reconciler.tableReachable(up);
  }

  /** At most `limit` keys that the database must have now; none while it is not known. */
  certainKeys(limit: number): readonly string[] {
    return this.#reconciler.progress.tableLoaded ? this.#image.certainKeys(limit) : [];
  }

  /**
   * Takes another policy: every neighbor is judged anew. The kernel is asked again for those of VRFs that it enables.
   *
   * @param linkLocalGraceMs how long rows of link-local neighbors stay where link-local is no longer enabled
   */
  setPolicy(policy: PolicyConfig, linkLocalGraceMs: number): void {
    const before = this.#image.policy;
    const reread =
      before.loopbackEnabled !== policy.loopbackEnabled ||
      before.interfaces.join() !== policy.interfaces.join() ||
      (policy.failedTable && !before.failedTable);
    this.#image.setPolicy(policy, this.#options.clock.monotonicMs() + linkLocalGraceMs);
    this.#reconciler.policyChanged(reread);
    for (const { name } of this.#image.vrfs.all()) if (opensVrf(name, before, policy)) this.resyncVrf(name);
  }

  /**
   * Looks at the neighbors of one VRF again, though nothing is known to be missing.
   *
   * @returns false when there is no such VRF
   */
  resyncVrf(name: string): boolean {
    if (this.#image.vrfs.named(name) === undefined) return false;
    this.#reconciler.wantVrf(name);
    return true;
  }

  /** What has been counted by VRF; see `VrfCounters` for the names. */
  vrfCounts(): ReadonlyMap<string, Readonly<VrfCounts>> {
    return this.#image.vrfCounters.all();
  }

  /** The VRFs that there are, with their interfaces, as of now. */
  vrfs(): readonly VrfBinding[] {
    return this.#image.vrfs.bindings();
  }

  /** Looks at both sides as a whole once more, though nothing is known to be missing. */
  refresh(): void {
    this.#reconciler.refresh();
  }

  /** The interval of the background verify has been changed. */
  knobsChanged(): void {
    this.#reconciler.wake();
  }

  /** Reconciles whenever something is unsure, until `signal` is aborted. */
  readonly run = (signal: AbortSignal): Promise<void> => this.#reconciler.run(signal);

  /** Writes what is still pending, until `signal` is aborted; after that nothing goes out any more. */
  async drain(signal: AbortSignal): Promise<void> {
    await this.#flusher.drain(signal);
    this.#flusher.close();
  }

  status(): EngineStatus {
    const { table, links, mirror, pending, refusals } = this.#image;
    const { table: upkeep, progress, gate } = this.#reconciler;
    const { ready, kernelSynced, tableLoaded, unsettledMs } = progress;
    const keeps = (): readonly Keep[] => this.#keeps();
    let parked = 0;
    for (const [ifindex, entries] of table.perLink()) if (links.get(ifindex) === undefined) parked += entries;
    return {
      ready,
      kernel: this.#kernel,
      kernelSynced,
      tableUp: upkeep.isUp,
      tableLoaded,
      unsettledMs,
      neighbors: table.size,
      links: links.size,
      rows: mirror.rows,
      parked,
      leftOut: refusals.count,
      pending: pending.dirty,
      inFlight: pending.inFlight,
      failedUnwritten: this.#flusher.failedUnwritten,
      start: gate.phase,
      // What is held back on purpose is not late.
      oldestPendingMs: gate.holdsWrites ? 0 : this.#ageMs(pending.oldestMs),
      writeError: this.#flusher.writeError?.message,
      malformed: upkeep.malformed,
      get keeps() {
        return keeps();
      },
      counters: this.#counters,
    };
  }

  /** Entries of the kernel by family and NUD state, counted now. */
  census(): readonly Census[] {
    const { table, vrfCounters } = this.#image;
    return takeCensus(table, (ifindex) => vrfCounters.label(ifindex));
  }

  #ageMs(sinceMs: number | undefined): number {
    if (sinceMs === undefined) return 0;
    return this.#options.clock.monotonicMs() - Math.max(sinceMs, this.#image.heldUntilMs);
  }

  #keeps(): readonly Keep[] {
    const { progress, gate } = this.#reconciler;
    if (!progress.tableLoaded) return [];
    const nowMs = this.#options.clock.monotonicMs();
    const keeps: Keep[] = [];
    const start = startKeep(gate.phase, nowMs);
    if (start !== undefined) keeps.push({ ...start, rows: this.#image.orphans().reduce((rows) => rows + 1, 0) });
    const { rows, untilMs } = this.#image.linkLocalKept(nowMs);
    if (untilMs > nowMs) keeps.push({ reason: 'link_local_disabled', rows, leftMs: untilMs - nowMs });
    return keeps;
  }
}

/** Why rows without a neighbor are kept at this time after the start, if they are. */
function startKeep(phase: StartPhase, nowMs: number): Omit<Keep, 'rows'> | undefined {
  switch (phase.kind) {
    case 'cold':
      return phase.graceEndMs > nowMs ? { reason: phase.reason, leftMs: phase.graceEndMs - nowMs } : undefined;
    case 'awaiting_flag':
    case 'awaiting_timer':
      return { reason: 'warm_start', leftMs: undefined };
    case 'reconciling':
    case 'reconciled':
      return phase.restored ? undefined : { reason: 'not_restored', leftMs: undefined };
    default:
      return undefined;
  }
}
