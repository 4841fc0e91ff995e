import type { NeighFacts } from '../netlink/codec/ndmsg.ts';
import { AddressIndex, NO_SLOT, type Slot, widen } from './address-index.ts';
import type { Ip } from './ip.ts';
import { type Mac, macFromBytes } from './mac.ts';

/** What a neighbor's link-layer address is: a MAC, missing, or something of another length. */
export type LinkAddress = Mac | 'missing' | 'odd';

/** One entry of the kernel's neighbor table, as last heard. */
export type KernelEntry = {
  readonly ifindex: number;
  readonly ip: Ip;
  /** NUD_* (linux/neighbour.h) */
  readonly state: number;
  /** NTF_* (linux/neighbour.h) */
  readonly flags: number;
  readonly mac: LinkAddress;
  /** Monotonic time of the last change of state, flags or address. */
  readonly changedMs: number;
};

/** What `put` did: the table is full and the entry is not in it, nothing changed, or something did. */
export type PutOutcome = 'full' | 'same' | 'changed';

/** A mark in the order of changes: entries put or removed after it are *touched since*. */
export type TableMark = number;

const MISSING = -1;
const ODD = -2;

/** Set on an entry that was removed while a sweep goes on, so that an older copy of it cannot bring it back. */
const TOMBSTONE = 0xffff;

/**
 * All that the kernel has told us of its neighbors, in typed arrays: about 60 bytes an entry.
 *
 * A *sweep* compares the table with a dump: between `beginSweep` and `endSweep`, removed entries leave tombstones, and
 * at the end every entry that neither an event nor the dump has touched is a suspect. There are at most as many
 * tombstones as the table may have entries; an entry removed beyond that is forgotten at once.
 */
export class KernelTable {
  readonly #index = new AddressIndex();
  readonly #limit: number;
  #states = new Uint16Array(this.#index.capacity);
  #flags = new Uint32Array(this.#index.capacity);
  #macs = new Float64Array(this.#index.capacity);
  #changedMs = new Float64Array(this.#index.capacity);
  #touched = new Float64Array(this.#index.capacity);
  readonly #perLink = new Map<number, number>();
  #clock = 0;
  #sweeping = false;
  #tombstones = 0;

  /** @param limit entries at most; more are refused, and counted by the caller */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#index.size - this.#tombstones;
  }

  /** Interfaces that have entries, and how many. */
  perLink(): IterableIterator<[ifindex: number, entries: number]> {
    return this.#perLink.entries();
  }

  /** Entries on one interface. */
  countOn(ifindex: number): number {
    return this.#perLink.get(ifindex) ?? 0;
  }

  /** Takes what a NEWNEIGH says. The address is copied. */
  put(message: NeighFacts, ip: Ip, nowMs: number): PutOutcome {
    const mac = columnMac(message);
    let slot = this.#index.find(message.ifindex, ip);
    const known = slot !== NO_SLOT && this.#states[slot] !== TOMBSTONE;
    if (!known && this.size >= this.#limit) return 'full';
    if (slot === NO_SLOT) {
      slot = this.#index.add(message.ifindex, ip);
      this.#growColumns();
    } else if (!known) this.#tombstones--;
    if (!known) this.#perLink.set(message.ifindex, this.countOn(message.ifindex) + 1);
    this.#touched[slot] = ++this.#clock;
    const same =
      known && this.#states[slot] === message.state && this.#flags[slot] === message.flags && this.#macs[slot] === mac;
    if (same) return 'same';
    this.#states[slot] = message.state;
    this.#flags[slot] = message.flags;
    this.#macs[slot] = mac;
    this.#changedMs[slot] = nowMs;
    return 'changed';
  }

  /** Forgets an entry; false when it was not known. */
  remove(ifindex: number, ip: Ip): boolean {
    const slot = this.#index.find(ifindex, ip);
    const known = slot !== NO_SLOT && this.#states[slot] !== TOMBSTONE;
    if (known) this.#perLink.set(ifindex, this.countOn(ifindex) - 1);
    if (known && this.countOn(ifindex) === 0) this.#perLink.delete(ifindex);
    const buriedBefore = slot !== NO_SLOT && !known;
    if (!this.#sweeping || (!buriedBefore && this.#tombstones >= this.#limit)) {
      if (known) this.#index.remove(slot);
      return known;
    }
    // Also for one not known: the dump may be about to bring its older copy.
    const buried = slot === NO_SLOT ? this.#index.add(ifindex, ip) : slot;
    this.#growColumns();
    if (!buriedBefore) this.#tombstones++;
    this.#states[buried] = TOMBSTONE;
    this.#touched[buried] = ++this.#clock;
    return known;
  }

  /** The entry of an address on an interface; its `ip` is the one that was asked for. */
  get(ifindex: number, ip: Ip): KernelEntry | undefined {
    const slot = this.#index.find(ifindex, ip);
    return slot === NO_SLOT || this.#states[slot] === TOMBSTONE ? undefined : this.#entry(slot, ip);
  }

  /** All entries, or those of one interface. The table may change meanwhile; copy an address to keep it. */
  *entries(ifindex?: number): Generator<KernelEntry> {
    if (ifindex !== undefined && this.countOn(ifindex) === 0) return;
    for (const slot of this.#index.slots()) {
      if (this.#states[slot] === TOMBSTONE) continue;
      if (ifindex === undefined || this.#index.scope(slot) === ifindex) yield this.#entry(slot);
    }
  }

  /** Now, in the order of changes. */
  mark(): TableMark {
    return this.#clock;
  }

  /** Whether anything was heard of an address after `mark`, its removal included (while a sweep goes on). */
  touchedSince(mark: TableMark, ifindex: number, ip: Ip): boolean {
    const slot = this.#index.find(ifindex, ip);
    return slot !== NO_SLOT && (this.#touched[slot] ?? 0) > mark;
  }

  /** From now on removals leave tombstones. One sweep at a time. */
  beginSweep(): TableMark {
    this.#sweeping = true;
    return this.#clock;
  }

  /** Entries that nothing has touched since `mark`: the sweep's suspects. */
  *untouchedSince(mark: TableMark): Generator<KernelEntry> {
    for (const slot of this.#index.slots()) {
      if (this.#states[slot] !== TOMBSTONE && (this.#touched[slot] ?? 0) <= mark) yield this.#entry(slot);
    }
  }

  /** Clears the tombstones. */
  endSweep(): void {
    this.#sweeping = false;
    if (this.#tombstones === 0) return;
    for (const slot of this.#index.slots()) if (this.#states[slot] === TOMBSTONE) this.#index.remove(slot);
    this.#tombstones = 0;
  }

  #entry(slot: Slot, ip = this.#index.ip(slot)): KernelEntry {
    const mac = this.#macs[slot] ?? MISSING;
    return {
      ifindex: this.#index.scope(slot),
      ip,
      state: this.#states[slot] ?? 0,
      flags: this.#flags[slot] ?? 0,
      mac: mac === MISSING ? 'missing' : mac === ODD ? 'odd' : mac,
      changedMs: this.#changedMs[slot] ?? 0,
    };
  }

  #growColumns(): void {
    const { capacity } = this.#index;
    if (this.#states.length === capacity) return;
    this.#states = widen(this.#states, new Uint16Array(capacity));
    this.#flags = widen(this.#flags, new Uint32Array(capacity));
    this.#macs = widen(this.#macs, new Float64Array(capacity));
    this.#changedMs = widen(this.#changedMs, new Float64Array(capacity));
    this.#touched = widen(this.#touched, new Float64Array(capacity));
  }
}

function columnMac({ lladdr }: NeighFacts): number {
  if (lladdr === undefined || lladdr.length === 0) return MISSING;
  return macFromBytes(lladdr) ?? ODD;
}
