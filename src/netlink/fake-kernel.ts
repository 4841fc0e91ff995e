import { systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { encodeLink, type LinkMessage, RTM_DELLINK, RTM_NEWLINK } from './codec/ifinfomsg.ts';
import { NO_LINK_INFO } from './codec/linkinfo.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  encodeNeigh,
  type NeighMessage,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from './codec/ndmsg.ts';
import { NUD_FAILED, NUD_REACHABLE } from './codec/neighbour.ts';
import { encodeMessage } from './codec/nlmsghdr.ts';
import { NO_ATTRIBUTES } from './codec/rtattr.ts';
import type { KernelEvent } from './monitor.ts';
import type { NeighborAnswer, NeighborTarget } from './requester.ts';

export type FakeNeighbor = { readonly lladdr?: Uint8Array; readonly state?: number; readonly flags?: number };

/** What goes wrong next; each number counts down as it happens. */
export type FakeFaults = {
  /** Dumps that say they were interrupted (NLM_F_DUMP_INTR). */
  interruptedDumps: number;
  /** Dumps that fail after their first half. */
  brokenDumps: number;
  /** Dumps that silently leave out every other entry, as the kernel does while its hash grows. */
  forgetfulDumps: number;
};

/**
 * A kernel in memory, as strict as the real one and as unkind: events go through a buffer of limited size, what does not
 * fit is lost, and so is all that follows until the buffer is empty, all of it reported as one overrun, every dump comes
 * in two parts whose bytes are wiped when the next is asked for, and events may arrive between the two.
 */
export class FakeKernel {
  readonly faults: FakeFaults = { interruptedDumps: 0, brokenDumps: 0, forgetfulDumps: 0 };
  /** Called between the two parts of a dump of neighbors: the world goes on meanwhile. */
  duringDump: () => void = () => {};
  readonly #capacity: number;
  readonly #links = new Map<number, LinkMessage>();
  readonly #neighbors = new Map<string, NeighMessage>();
  #queue: Uint8Array[] = [];
  #overrun = false;
  #congested = false;
  #listener: (event: KernelEvent) => void = () => {};

  /** @param capacity events that the receive buffer holds */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Opens the event socket; what happened before is not told. */
  open(listener: (event: KernelEvent) => void): void {
    this.#queue = [];
    this.#overrun = false;
    this.#congested = false;
    this.#listener = listener;
    listener({ kind: 'opened', receiveBufferBytes: this.#capacity * 832, bufferForced: true });
  }

  /** Adds, renames or otherwise changes a link. */
  putLink(ifindex: number, name: string, master?: number): void {
    const link: LinkMessage = { ...NO_LINK, ifindex, name, master };
    this.#links.set(ifindex, link);
    this.#send(RTM_NEWLINK, encodeLink(link));
  }

  /** Deletes a link, and with it its neighbors: they are told of first. */
  deleteLink(ifindex: number): void {
    for (const neighbor of this.neighbors()) if (neighbor.ifindex === ifindex) this.#forget(neighbor);
    const link = this.#links.get(ifindex);
    if (link === undefined) return;
    this.#links.delete(ifindex);
    this.#send(RTM_DELLINK, encodeLink(link));
  }

  putNeighbor(ifindex: number, dst: Uint8Array, { lladdr, state = NUD_REACHABLE, flags = 0 }: FakeNeighbor): void {
    if (!this.#links.has(ifindex)) return;
    const family = dst.length === 4 ? AF_INET : AF_INET6;
    const neighbor: NeighMessage = { ...NO_NEIGHBOR, family, ifindex, dst, lladdr, state, flags };
    this.#neighbors.set(idOf(neighbor), neighbor);
    this.#send(RTM_NEWNEIGH, encodeNeigh(neighbor));
  }

  /** As `ip neigh del` does it: FAILED first, then DELNEIGH. */
  deleteNeighbor(ifindex: number, dst: Uint8Array): void {
    const neighbor = this.#neighbors.get(idOf({ ifindex, dst }));
    if (neighbor === undefined) return;
    this.#send(RTM_NEWNEIGH, encodeNeigh({ ...neighbor, state: NUD_FAILED, lladdr: undefined }));
    this.#forget(neighbor);
  }

  /** Makes changes whose events are lost without the kernel saying so, as those from before the socket was opened. */
  quietly(change: () => void): void {
    const queue = this.#queue;
    const overrun = this.#overrun;
    const congested = this.#congested;
    this.#queue = [];
    change();
    this.#queue = queue;
    this.#overrun = overrun;
    this.#congested = congested;
  }

  neighbors(): readonly NeighMessage[] {
    return [...this.#neighbors.values()];
  }

  linkName(ifindex: number): string | undefined {
    return this.#links.get(ifindex)?.name;
  }

  /** Hands over at most `limit` queued events. */
  deliver(limit = Number.POSITIVE_INFINITY): void {
    if (this.#overrun) {
      this.#overrun = false;
      this.#listener({ kind: 'overrun' });
    }
    for (let count = 0; count < limit && this.#queue.length > 0; count++) {
      const bytes = this.#queue.shift() ?? new Uint8Array(0);
      this.#listener({ kind: 'datagram', bytes, stampMs: systemClock.monotonicMs() });
      bytes.fill(0xff);
    }
    if (this.#queue.length === 0) this.#congested = false;
    this.#listener({ kind: 'drained' });
  }

  readonly barrier = async (): Promise<void> => this.deliver();

  async *dumpLinks(): AsyncGenerator<readonly LinkMessage[]> {
    yield* this.#dump([...this.#links.values()], () => {});
  }

  async *dumpNeighbors(): AsyncGenerator<readonly NeighMessage[]> {
    const copies = this.neighbors().map((one) => ({ ...one, dst: one.dst?.slice(), lladdr: one.lladdr?.slice() }));
    yield* this.#dump(copies, () => this.duringDump());
  }

  async getLink(ifindex: number): Promise<LinkMessage | undefined> {
    return this.#links.get(ifindex);
  }

  async getNeighbors(targets: readonly NeighborTarget[]): Promise<readonly NeighborAnswer[]> {
    return targets.map(({ ifindex, ip }) => this.#neighbors.get(idOf({ ifindex, dst: ip })) ?? 'absent');
  }

  async *#dump<T extends LinkMessage | NeighMessage>(
    entries: readonly T[],
    meanwhile: () => void,
  ): AsyncGenerator<readonly T[]> {
    const forgetful = this.#happens('forgetfulDumps');
    const told = forgetful ? entries.filter((_, index) => index % 2 === 0) : entries;
    const half = Math.ceil(told.length / 2);
    const first = told.slice(0, half);
    yield first;
    for (const entry of first) wipe(entry);
    meanwhile();
    if (this.#happens('brokenDumps'))
      throw new DaemonError('netlink_failed', { op: 'dump', message: 'broken by the test' });
    yield told.slice(half);
    if (this.#happens('interruptedDumps')) throw new DaemonError('netlink_interrupted', { op: 'dump' });
  }

  #happens(fault: keyof FakeFaults): boolean {
    if (this.faults[fault] === 0) return false;
    this.faults[fault]--;
    return true;
  }

  #forget(neighbor: NeighMessage): void {
    this.#neighbors.delete(idOf(neighbor));
    this.#send(RTM_DELNEIGH, encodeNeigh(neighbor));
  }

  #send(type: number, payload: Uint8Array): void {
    // NETLINK_S_CONGESTED (net/netlink/af_netlink.c): from the first loss until the queue is empty everything is lost, but
    // only the first loss is told.
    if (this.#congested || this.#queue.length >= this.#capacity) {
      this.#overrun ||= !this.#congested;
      this.#congested = true;
      return;
    }
    this.#queue.push(encodeMessage({ type, flags: 0, seq: 0, pid: 0, payload }));
  }
}

const NO_LINK: Omit<LinkMessage, 'ifindex' | 'name'> = {
  kind: 'link',
  family: AF_UNSPEC,
  type: 1,
  flags: 0x1_1043,
  change: 0,
  master: undefined,
  address: undefined,
  mtu: 9100,
  operState: 6,
  carrier: 1,
  ...NO_LINK_INFO,
  rest: NO_ATTRIBUTES,
};

const NO_NEIGHBOR: Omit<NeighMessage, 'family' | 'ifindex' | 'dst' | 'lladdr' | 'state' | 'flags'> = {
  kind: 'neigh',
  type: 1,
  master: undefined,
  flagsExt: undefined,
  rest: NO_ATTRIBUTES,
};

function idOf({ ifindex, dst }: Pick<NeighMessage, 'ifindex' | 'dst'>): string {
  return `${ifindex}/${dst?.join('.') ?? ''}`;
}

/** The receive buffer is used again: whoever kept a view now has nonsense. */
function wipe(entry: LinkMessage | NeighMessage): void {
  if (entry.kind !== 'neigh') return;
  entry.dst?.fill(0xff);
  entry.lladdr?.fill(0xff);
}
