/** The name by which the default VRF goes in configuration, metrics and lists. */
export const DEFAULT_VRF = 'default';

/** A VRF: a routing table of its own, and the interfaces that use it. */
export type Vrf = {
  /** ifindex of the device of kind `vrf`; 0 for the default VRF, which has none */
  readonly id: number;
  readonly name: string;
  /** IFLA_VRF_TABLE: 1 to 4294967295; 0 for the default VRF, undefined when the kernel did not say it */
  readonly tableId: number | undefined;
};

/** A VRF with its interfaces in the order of their names; its own device is one of them. */
export type VrfBinding = Omit<Vrf, 'id'> & { readonly interfaces: readonly string[] };

/** What is to be known of an interface. */
export type VrfLink = {
  readonly ifindex: number;
  readonly name: string;
  readonly master: number | undefined;
  /** IFLA_INFO_KIND */
  readonly kind: string | undefined;
  readonly vrfTable: number | undefined;
};

/** The interfaces, as events have them (netlink/links.ts). */
export type VrfLinks = {
  readonly get: (ifindex: number) => VrfLink | undefined;
  readonly all: () => Iterable<VrfLink>;
};

const NO_VRF: Vrf = Object.freeze({ id: 0, name: DEFAULT_VRF, tableId: 0 });

/** As deep as the kernel stacks devices (include/linux/netdevice.h, MAX_NEST_DEV). */
const MAX_MASTERS = 8;

/**
 * The VRFs that there are, read off the interfaces each time: so it does not matter in which order events told of a VRF and
 * of its interfaces, whether it was made anew, renamed, or has the table of one that is gone.
 */
export class Vrfs {
  readonly #links: VrfLinks;

  constructor(links: VrfLinks) {
    this.#links = links;
  }

  /**
   * The VRF of an interface: the one that its master is, or its master's master. A bridge or bond is no VRF, but may be in
   * one; a VRF's own device is in it. What is in none is in the default one.
   *
   * @returns undefined while it cannot be told, for nobody has told us of the interface, or of one of its masters
   */
  of(ifindex: number): Vrf | undefined {
    let link = this.#links.get(ifindex);
    for (let depth = 0; link !== undefined; depth++) {
      if (link.kind === 'vrf') return vrfOf(link);
      // More masters than there can be: lost events have left a circle.
      if (link.master === undefined || depth === MAX_MASTERS) return NO_VRF;
      link = this.#links.get(link.master);
    }
    return undefined;
  }

  /** A VRF by its name. Of a device that is called as the default VRF is, the default VRF is meant. */
  named(name: string): Vrf | undefined {
    return this.all().find((vrf) => vrf.name === name);
  }

  /** All VRFs, the default one first. */
  all(): readonly Vrf[] {
    const vrfs: Vrf[] = [NO_VRF];
    for (const link of this.#links.all()) if (link.kind === 'vrf') vrfs.push(vrfOf(link));
    return vrfs;
  }

  /** Interfaces of a VRF, its own device included. */
  *members({ id }: Pick<Vrf, 'id'>): Generator<VrfLink> {
    for (const link of this.#links.all()) if (this.of(link.ifindex)?.id === id) yield link;
  }

  /** All VRFs with their interfaces, the default one first. Interfaces of which it cannot be told are in none. */
  bindings(): readonly VrfBinding[] {
    const names = new Map<number, string[]>(this.all().map(({ id }) => [id, []]));
    for (const { ifindex, name } of this.#links.all()) names.get(this.of(ifindex)?.id ?? -1)?.push(name);
    return this.all().map(({ id, name, tableId }) => ({ name, tableId, interfaces: (names.get(id) ?? []).sort() }));
  }
}

function vrfOf({ ifindex, name, vrfTable }: VrfLink): Vrf {
  return { id: ifindex, name, tableId: vrfTable };
}
