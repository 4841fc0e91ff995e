import type { Vrfs } from '../neighbor/vrf.ts';

/** Totals of one VRF since the start of the process. */
export type VrfCounts = {
  /** Neighbor events and dump entries taken from the kernel on its interfaces. */
  processed: number;
  /** Rows written and deleted under its interfaces; acknowledged. */
  written: number;
  deleted: number;
};

/** VRFs that are counted by their own names: the first ones that there were. */
const OWN_LABELS = 1_000;
/** For those after them. */
const OTHER_VRFS = 'other';
/** For an interface that is gone, or that nobody has told us of yet. */
const UNKNOWN_VRF = 'unknown';

/** What is counted by VRF, under at most a thousand names and two besides. */
export class VrfCounters {
  readonly #vrfs: Pick<Vrfs, 'of'>;
  readonly #counts = new Map<string, VrfCounts>();
  /** By interface, until the interfaces change: an event must not cost a search. */
  readonly #byLink = new Map<number, VrfCounts>();

  constructor(vrfs: Pick<Vrfs, 'of'>) {
    this.#vrfs = vrfs;
  }

  /** The name under which the VRF of an interface is counted; undefined: an interface that is gone. */
  label(ifindex: number | undefined): string {
    const name = ifindex === undefined ? undefined : this.#vrfs.of(ifindex)?.name;
    if (name === undefined) return UNKNOWN_VRF;
    if (!this.#counts.has(name)) {
      if (this.#counts.size >= OWN_LABELS) return OTHER_VRFS;
      this.#countsOf(name);
    }
    return name;
  }

  /** The counts for an interface as of now. */
  of(ifindex: number | undefined): VrfCounts {
    const known = ifindex === undefined ? undefined : this.#byLink.get(ifindex);
    if (known !== undefined) return known;
    const counts = this.#countsOf(this.label(ifindex));
    if (ifindex !== undefined) this.#byLink.set(ifindex, counts);
    return counts;
  }

  /** An interface has come, gone, or changed: from now on others may be in another VRF. */
  linksChanged(): void {
    this.#byLink.clear();
  }

  all(): ReadonlyMap<string, Readonly<VrfCounts>> {
    return this.#counts;
  }

  #countsOf(label: string): VrfCounts {
    const counts = this.#counts.get(label) ?? { processed: 0, written: 0, deleted: 0 };
    this.#counts.set(label, counts);
    return counts;
  }
}
