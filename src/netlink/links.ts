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
  /** Interfaces by the one that they say is their master, whether or not it is known. */
  readonly #ports = new Map<number, Set<number>>();

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

  /** Interfaces whose master this one is, or their master's master, and so on. */
  below(ifindex: number): readonly Link[] {
    const found = new Set<number>();
    const collect = (master: number): void => {
      for (const port of this.#ports.get(master) ?? []) {
        if (found.has(port)) continue;
        found.add(port);
        collect(port);
      }
    };
    collect(ifindex);
    found.delete(ifindex);
    return [...found].map((port) => this.#byIndex.get(port)).filter((link) => link !== undefined);
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
    this.#enslave(ifindex, before?.master, after.master);
    return [...displaced, { ifindex, before, after }];
  }

  /** Takes an RTM_DELLINK of family AF_UNSPEC. */
  remove(ifindex: number): readonly LinkChange[] {
    const before = this.#byIndex.get(ifindex);
    if (before === undefined) return NO_CHANGE;
    this.#byIndex.delete(ifindex);
    this.#byName.delete(before.name);
    this.#enslave(ifindex, before.master, undefined);
    return [{ ifindex, before, after: undefined }];
  }

  #enslave(ifindex: number, before: number | undefined, after: number | undefined): void {
    if (before === after) return;
    const left = before === undefined ? undefined : this.#ports.get(before);
    left?.delete(ifindex);
    if (before !== undefined && left?.size === 0) this.#ports.delete(before);
    if (after === undefined) return;
    const joined = this.#ports.get(after) ?? new Set();
    this.#ports.set(after, joined.add(ifindex));
  }
}

function sameLink(a: Link, b: Link): boolean {
  return (
    a.name === b.name && a.flags === b.flags && a.master === b.master && a.kind === b.kind && a.vrfTable === b.vrfTable
  );
}
