import { constants } from 'node:os';
import { errnoName } from '../host/errno.ts';
import type { OutgoingPacket } from '../host/packet-socket.ts';
import type { Disturbed } from '../netlink/interface-watch.ts';
import type { Interface, Interfaces } from '../netlink/interfaces.ts';
import type { NewNeighbor } from '../netlink/requester.ts';
import { packetFor } from './restore-packet.ts';
import type { RestoreGroup, RestoreTarget } from './restore-plan.ts';
import { type Members, readiness, type WaitReason } from './restore-readiness.ts';

const { EAGAIN, EEXIST, ENETDOWN, ENOBUFS, ENODEV, ENXIO } = constants.errno;
/** The interface went between our look and the kernel's. */
const GONE: ReadonlySet<number> = new Set([ENETDOWN, ENODEV, ENXIO]);
/** No room in a queue just now, or no carrier. */
const NO_ROOM: ReadonlySet<number> = new Set([EAGAIN, ENOBUFS]);
const ROOM_ATTEMPTS = 5;
const ROOM_PAUSE_MS = 50;

/**
 * How long after an entry was made its neighbor is asked. For `locktime` (1 s, net/ipv4/arp.c) the kernel takes no other MAC
 * from an ARP reply: the answer of a host whose MAC has changed would be lost.
 */
const ASK_AFTER_MS = 1_100;

/** A neighbor on its way back. */
type Item = RestoreTarget & {
  readonly group: Group;
  /** We have made an entry for it. */
  made: boolean;
  /** `restored`: made by us; `present`: the kernel had one; else why it refused, as `ENOBUFS`. */
  state: 'waiting' | 'restored' | 'present' | { readonly refused: string };
  /** When it is asked, if it is to be. */
  askAtMs: number | undefined;
  attempts: number;
  /** `sent`, or why its packet was not. */
  packet: string | undefined;
};

type Group = Omit<RestoreGroup, 'targets'> & {
  readonly items: Item[];
  /** Those to be added. */
  waiting: Item[];
  on: Interface | undefined;
  reason: WaitReason;
};

/** Neighbors to be added, and what to give back with the answers. */
export type Adds = { readonly items: readonly Item[]; readonly neighbors: readonly NewNeighbor[] };

/** Packets to be sent, likewise. */
export type Asks = { readonly items: readonly Item[]; readonly packets: readonly OutgoingPacket[] };

/** How far it has come. */
export type RestoreCounts = {
  readonly total: number;
  readonly restored: number;
  readonly present: number;
  readonly asked: number;
  /** By reason: what was waited for, the name of the errno, or `no_time` for what would have been next. */
  readonly missing: Readonly<Record<string, number>>;
  /** By reason: the name of the errno, `no_source`, or `no_time`. */
  readonly unasked: Readonly<Record<string, number>>;
  /** Interfaces that are waited for, and why. */
  readonly waitingFor: ReadonlyMap<string, WaitReason>;
};

/**
 * What has been restored, and what is next: add each neighbor once its interface is ready, then ask it once. It does nothing
 * by itself, and has no clock.
 *
 * An interface that goes down takes its entries with it, even if it is up again by the time we look: they are added again. One
 * that is still there answers EEXIST, which costs little.
 */
export class RestoreState {
  readonly #groups: readonly Group[];
  readonly #items: readonly Item[];
  /** In the order in which they are due. */
  #asks: { readonly item: Item; readonly atMs: number }[] = [];

  constructor(groups: readonly RestoreGroup[]) {
    this.#groups = groups.map(groupOf);
    this.#items = this.#groups.flatMap(({ items }) => items);
  }

  /** Everything is in the kernel or refused, and everybody has been asked. */
  get isDone(): boolean {
    return this.#asks.length === 0 && this.#groups.every(({ waiting }) => waiting.length === 0);
  }

  /** When the next packet is due (monotonic ms). */
  get nextAskMs(): number | undefined {
    return this.#asks[0]?.atMs;
  }

  /** Takes what the interfaces are like now, and which of them have been disturbed since the last look. */
  look(interfaces: Interfaces, members: Members, disturbed: Disturbed): void {
    for (const group of this.#groups) {
      const found = readiness(group, interfaces, members);
      const before = group.on?.ifindex;
      group.on = found.kind === 'ready' ? found.interface : undefined;
      if (found.kind === 'waiting') group.reason = found.reason;
      if (before === undefined) continue;
      const wasDisturbed = disturbed === 'all' || disturbed.has(before);
      if (wasDisturbed || before !== group.on?.ifindex) addAgain(group);
    }
  }

  /** Neighbors whose interface is ready. */
  takeAdds(limit: number): Adds {
    const items: Item[] = [];
    const neighbors: NewNeighbor[] = [];
    for (const { on, waiting } of this.#groups) {
      if (items.length >= limit) break;
      if (on === undefined) continue;
      for (const item of waiting.splice(-(limit - items.length))) {
        items.push(item);
        neighbors.push({ ifindex: on.ifindex, ip: item.ip, mac: item.mac });
      }
    }
    return { items, neighbors };
  }

  /**
   * Takes the kernel's answers.
   *
   * @param errnos in the order of `adds`; undefined: it is not known what the kernel did, so they are added again
   * @returns true when interfaces have to be looked at before that
   */
  settleAdds({ items }: Adds, errnos: readonly number[] | undefined, nowMs: number): boolean {
    let isStale = false;
    for (const [place, item] of items.entries()) {
      const errno = errnos?.[place];
      if (errno === undefined || GONE.has(errno)) {
        item.group.waiting.push(item);
        item.group.on = undefined;
        item.group.reason = 'down';
        isStale = true;
      } else if (errno === 0 || errno === EEXIST) {
        item.made ||= errno === 0;
        item.state = item.made ? 'restored' : 'present';
        item.attempts = 0;
        if (errno === 0 || item.packet !== 'sent') this.#ask(item, nowMs + ASK_AFTER_MS);
      } else item.state = { refused: errnoName(errno) };
    }
    return isStale;
  }

  /** Packets that are due. */
  takeAsks(nowMs: number, limit: number): Asks {
    const items: Item[] = [];
    const packets: OutgoingPacket[] = [];
    let taken = 0;
    for (const { item, atMs } of this.#asks) {
      if (atMs > nowMs || items.length >= limit) break;
      taken++;
      // Meanwhile it may have become due at another time, or wait for its interface again.
      if (item.askAtMs !== atMs) continue;
      item.askAtMs = undefined;
      const { on, need } = item.group;
      const packet = on === undefined ? undefined : packetFor(item, need, on);
      if (packet === undefined) item.packet = 'no_source';
      else {
        items.push(item);
        packets.push(packet);
      }
    }
    this.#asks.splice(0, taken);
    return { items, packets };
  }

  /** @param errnos in the order of `asks` */
  settleAsks({ items }: Asks, errnos: readonly number[], nowMs: number): void {
    for (const [place, item] of items.entries()) {
      const errno = errnos[place] ?? 0;
      if (NO_ROOM.has(errno) && ++item.attempts < ROOM_ATTEMPTS) this.#ask(item, nowMs + ROOM_PAUSE_MS);
      else item.packet = errno === 0 ? 'sent' : errnoName(errno);
    }
  }

  /** Gives up what waits, for this errno would be the answer to everything. */
  refuseAll(errno: number): void {
    for (const { waiting } of this.#groups) {
      for (const item of waiting.splice(0)) item.state = { refused: errnoName(errno) };
    }
  }

  counts(): RestoreCounts {
    const missing: Record<string, number> = {};
    const unasked: Record<string, number> = {};
    const waitingFor = new Map<string, WaitReason>();
    const counts = { restored: 0, present: 0, asked: 0 };
    for (const { state, packet, askAtMs, group } of this.#items) {
      if (state === 'waiting') {
        add(missing, group.on === undefined ? group.reason : 'no_time');
        if (group.on === undefined) waitingFor.set(group.interfaceName, group.reason);
      } else if (typeof state === 'object') add(missing, state.refused);
      else counts[state]++;
      if (packet === 'sent') counts.asked++;
      else if (askAtMs !== undefined) add(unasked, 'no_time');
      else if (packet !== undefined) add(unasked, packet);
    }
    return { total: this.#items.length, ...counts, missing, unasked, waitingFor };
  }

  #ask(item: Item, atMs: number): void {
    item.askAtMs = atMs;
    const next = { item, atMs };
    // Most come in order.
    const at = this.#asks.findLastIndex((other) => other.atMs <= atMs) + 1;
    if (at === this.#asks.length) this.#asks.push(next);
    else this.#asks.splice(at, 0, next);
  }
}

function groupOf({ interfaceName, need, targets }: RestoreGroup): Group {
  const group: Group = { interfaceName, need, items: [], waiting: [], on: undefined, reason: 'missing' };
  for (const target of targets) {
    group.items.push({
      ...target,
      group,
      made: false,
      state: 'waiting',
      askAtMs: undefined,
      attempts: 0,
      packet: undefined,
    });
  }
  group.waiting = [...group.items];
  return group;
}

function addAgain(group: Group): void {
  for (const item of group.items) {
    if (item.state !== 'restored' && item.state !== 'present') continue;
    item.state = 'waiting';
    item.askAtMs = undefined;
    group.waiting.push(item);
  }
}

function add(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
