import type { LinkMessage } from './codec/ifinfomsg.ts';

/** An interface as the daemon needs it. */
export type Link = {
  readonly ifindex: number;
  readonly name: string;
  /** IFF_* (linux/if.h) */
  readonly flags: number;
  /** ifindex of the bridge, bond or VRF it belongs to */
  readonly master: number | undefined;
  /** IFLA_INFO_KIND: `vrf`, `vlan`, `bridge`, `veth` ... */
  readonly kind: string | undefined;
  /** IFLA_VRF_TABLE, for kind `vrf` */
  readonly vrfTable: number | undefined;
};

/** What a link event changed. A rename has both names. */
export type LinkChange = {
  readonly ifindex: number;
  readonly before: Link | undefined;
  readonly after: Link | undefined;
};

const NO_CHANGE: readonly LinkChange[] = [];

/** The interfaces of this network namespace, followed by events. Names are unique; the newest claim to one wins. */
export class Links {
  readonly #byIndex = new Map<number, Link>();
  readonly #byName = new Map<string, Link>();

  get size(): number {
    return this.#byIndex.size;
  }

  get(ifindex: number): Link | undefined {
    return this.#byIndex.get(ifindex);
  }

  named(name: string): Link | undefined {
    return this.#byName.get(name);
  }

  all(): IterableIterator<Link> {
    return this.#byIndex.values();
  }

  /**
   * Takes an RTM_NEWLINK of family AF_UNSPEC; a message without a name is ignored. When another link held the name, its
   * removal comes first among the changes: the kernel cannot have two, so an event about it was lost.
   */
  put(message: LinkMessage): readonly LinkChange[] {
    const { ifindex, name } = message;
    if (name === undefined || name === '') return NO_CHANGE;
    const { flags, master, linkKind: kind, vrfTable } = message;
    const after: Link = { ifindex, name, flags, master: master === 0 ? undefined : master, kind, vrfTable };
    const before = this.#byIndex.get(ifindex);
    if (before !== undefined && sameLink(before, after)) return NO_CHANGE;
    const holder = this.#byName.get(name);
    const displaced = holder !== undefined && holder.ifindex !== ifindex ? this.remove(holder.ifindex) : NO_CHANGE;
    if (before !== undefined) this.#byName.delete(before.name);
    this.#byIndex.set(ifindex, after);
    this.#byName.set(name, after);
    return [...displaced, { ifindex, before, after }];
  }

  /** Takes an RTM_DELLINK of family AF_UNSPEC. */
  remove(ifindex: number): readonly LinkChange[] {
    const before = this.#byIndex.get(ifindex);
    if (before === undefined) return NO_CHANGE;
    this.#byIndex.delete(ifindex);
    this.#byName.delete(before.name);
    return [{ ifindex, before, after: undefined }];
  }
}

function sameLink(a: Link, b: Link): boolean {
  return (
    a.name === b.name && a.flags === b.flags && a.master === b.master && a.kind === b.kind && a.vrfTable === b.vrfTable
  );
}
