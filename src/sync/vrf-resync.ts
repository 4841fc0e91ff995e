import type { DaemonError } from '../base/errors.ts';
import type { Vrf } from '../neighbor/vrf.ts';
import type { NeighborFilter } from '../netlink/requester.ts';
import type { Job } from './jobs.ts';
import type { KernelSide } from './kernel-side.ts';
import { Need } from './need.ts';
import { INTERRUPTIONS_BORNE, KERNEL_RETRY, refreshNeighbors } from './refresh-kernel.ts';
import type { EngineReport } from './report.ts';

/** VRFs that are read one by one; when more are wanted at once, one dump of everything is less work. */
const VRFS_AT_ONCE = 16;

export type VrfResyncOptions = {
  readonly side: KernelSide;
  readonly isOpen: () => boolean;
  /** Reads everything instead. */
  readonly readAll: () => void;
  readonly report: (report: EngineReport) => void;
};

/** Looks at the neighbors of single VRFs again, though nothing is known to be missing. */
export class VrfResync {
  readonly job: Job;
  readonly #options: VrfResyncOptions;
  readonly #need = new Need(KERNEL_RETRY);
  readonly #wanted = new Set<string>();

  constructor(options: VrfResyncOptions) {
    this.#options = options;
    this.job = { op: 'vrf', need: this.#need, isPossible: options.isOpen, run: (signal) => this.#run(signal) };
  }

  want(name: string): void {
    this.#wanted.add(name);
    this.#need.want();
  }

  async #run(signal: AbortSignal): Promise<boolean> {
    const { side, readAll, report } = this.#options;
    if (this.#wanted.size > VRFS_AT_ONCE) {
      this.#wanted.clear();
      readAll();
      return true;
    }
    for (const name of [...this.#wanted]) {
      const vrf = side.image.vrfs.named(name);
      if (vrf !== undefined) {
        const interruption = await refreshVrf(side, vrf, signal);
        if (interruption !== undefined && this.#need.failures < INTERRUPTIONS_BORNE) throw interruption;
        report({ kind: 'vrf_synced', vrf: name });
      }
      this.#wanted.delete(name);
    }
    return true;
  }
}

/**
 * Makes the neighbors of one VRF equal to the kernel's: what a dump of it does not bring is asked for, one by one.
 *
 * @returns after all that, as `refreshKernel` does
 */
async function refreshVrf(side: KernelSide, vrf: Vrf, signal: AbortSignal): Promise<DaemonError | undefined> {
  const { image, requests, barrier } = side;
  await barrier(signal);
  const dumps = filtersOf(side, vrf).map((filter) => requests.dumpNeighbors(signal, filter));
  const includes = (ifindex: number): boolean => image.vrfs.of(ifindex)?.id === vrf.id;
  const interruption = await refreshNeighbors(side, { dumps, includes }, signal);
  image.counters.vrfResyncs++;
  return interruption;
}

/**
 * The kernel knows a VRF's neighbors by the master of their interface: the VRF, or a bridge or bond that is in it. Those on its
 * own device have none. There is no filter for the default VRF: everything is dumped, and what is not in it left out.
 */
function filtersOf({ image: { vrfs } }: KernelSide, vrf: Vrf): readonly (NeighborFilter | undefined)[] {
  if (vrf.id === 0) return [undefined];
  const masters = new Set([vrf.id]);
  for (const { master } of vrfs.members(vrf)) if (master !== undefined) masters.add(master);
  return [{ ifindex: vrf.id }, ...[...masters].map((master) => ({ master }))];
}
