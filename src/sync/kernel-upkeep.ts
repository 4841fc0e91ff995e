import type { Job } from './jobs.ts';
import type { KernelSide } from './kernel-side.ts';
import { Need } from './need.ts';
import type { Progress } from './progress.ts';
import { INTERRUPTIONS_BORNE, KERNEL_RETRY, lookUpLinks, refreshKernel } from './refresh-kernel.ts';
import type { EngineReport } from './report.ts';
import { VrfResync } from './vrf-resync.ts';

export type KernelUpkeepOptions = {
  readonly side: KernelSide;
  readonly progress: Progress;
  /** The kernel's side has been seen whole. */
  readonly onSynced: () => void;
  readonly report: (report: EngineReport) => void;
};

/** Between two full dumps, so that a storm of overruns does not become a storm of dumps. */
const KERNEL_SPACING_MS = 200;
/** Whole looks after events were lost: a dump can miss what is new as well, and then nothing makes it a suspect. */
const LOOKS_AFTER_LOSS = 2;

/** Keeps the kernel's side of the image whole: knows what of it is unsure, and has the jobs that look again. */
export class KernelUpkeep {
  readonly jobs: readonly Job[];
  readonly #options: KernelUpkeepOptions;
  readonly #need = new Need(KERNEL_RETRY, KERNEL_SPACING_MS);
  readonly #linkNeed = new Need(KERNEL_RETRY);
  readonly #unknownLinks = new Set<number>();
  readonly #vrfs: VrfResync;
  #open = false;
  #looksLeft = 0;
  /** How often events were lost, or may have been. */
  #losses = 0;
  #overrunsReported = 0;

  constructor(options: KernelUpkeepOptions) {
    this.#options = options;
    this.#need.want();
    const isPossible = (): boolean => this.#open;
    this.#vrfs = new VrfResync({ ...options, isOpen: isPossible, readAll: () => this.routine() });
    this.jobs = [
      { op: 'kernel', need: this.#need, isPossible, run: (signal) => this.#refresh(signal) },
      { op: 'links', need: this.#linkNeed, isPossible, run: (signal) => this.#lookUpLinks(signal) },
      { op: 'kernel', isPossible, notBeforeMs: () => this.#roomAtMs(), run: () => this.#letIn() },
      this.#vrfs.job,
    ];
  }

  /** The event socket is open (again), or gone. Either way events may have been missed. */
  opened(open: boolean): void {
    this.#open = open;
    if (open) this.#need.hurry();
    this.lost();
  }

  /** Events were lost. */
  lost(): void {
    this.#losses++;
    this.#options.progress.kernelSynced = false;
    this.#looksLeft = LOOKS_AFTER_LOSS;
    this.#need.want();
  }

  /** Looks again, though nothing is known to be missing. */
  routine(): void {
    this.#need.want();
  }

  /** Looks at the neighbors of one VRF again, though nothing is known to be missing. */
  wantVrf(name: string): void {
    this.#vrfs.want(name);
  }

  /** A neighbor came on a link that nobody has told us of. */
  wantLink(ifindex: number): void {
    this.#unknownLinks.add(ifindex);
    this.#linkNeed.want();
  }

  async #refresh(signal: AbortSignal): Promise<boolean> {
    const { side, progress, onSynced, report } = this.#options;
    const losses = this.#losses;
    const interruption = await refreshKernel(side, signal);
    if (interruption !== undefined && this.#need.failures < INTERRUPTIONS_BORNE) throw interruption;
    const isWhole = this.#losses === losses;
    if (isWhole) {
      progress.kernelSynced = true;
      onSynced();
      const { table, links, counters } = side.image;
      const overruns = counters.overruns - this.#overrunsReported;
      this.#overrunsReported = counters.overruns;
      report({ kind: 'kernel_synced', neighbors: table.size, links: links.size, overruns });
    }
    if (interruption !== undefined) throw interruption;
    // One that events were lost in does not count.
    if (isWhole) this.#looksLeft = Math.max(0, this.#looksLeft - 1);
    if (this.#looksLeft > 0) this.#need.want();
    return true;
  }

  /** When neighbors that a full table refused are to be looked for again; undefined while there is no room, or none. */
  #roomAtMs(): number | undefined {
    const { table, refusals } = this.#options.side.image;
    return refusals.dueFromMs(table.size);
  }

  async #letIn(): Promise<boolean> {
    const { image, clock } = this.#options.side;
    if (image.refusals.take(image.table.size, clock.monotonicMs())) this.routine();
    return true;
  }

  async #lookUpLinks(signal: AbortSignal): Promise<boolean> {
    const ifindexes = [...this.#unknownLinks];
    this.#unknownLinks.clear();
    try {
      await lookUpLinks(this.#options.side, ifindexes, signal);
    } catch (thrown) {
      for (const ifindex of ifindexes) this.#unknownLinks.add(ifindex);
      throw thrown;
    }
    return true;
  }
}
