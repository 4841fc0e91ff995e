import { type Clock, systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { encodeLink, type LinkMessage, RTM_DELLINK, RTM_NEWLINK } from './codec/ifinfomsg.ts';
import { encodeNeigh, type NeighMessage, RTM_DELNEIGH, RTM_NEWNEIGH } from './codec/ndmsg.ts';
import { NUD_FAILED } from './codec/neighbour.ts';
import { encodeMessage } from './codec/nlmsghdr.ts';
import { type FakeFilter, fakeDump, happens, isDumped, noFaults } from './fake-dump.ts';
import { type FakeNeighbor, linkMessage, neighborMessage, vrfMessage } from './fake-messages.ts';
import type { KernelEvent } from './monitor.ts';
import type { NeighborAnswer, NeighborTarget } from './requester.ts';

/**
 * A kernel in memory, as strict as the real one and as unkind: events go through a buffer of limited size, what does not
 * fit is lost, and so is all that follows until the buffer is empty, all of it reported as one overrun; events may arrive
 * between the parts of a dump (fake-dump.ts).
 */
export class FakeKernel {
  readonly faults = noFaults();
  /** Called between the two parts of a dump of neighbors: the world goes on meanwhile. */
  duringDump: () => void = () => {};
  /** What every dump of neighbors so far asked for. */
  readonly dumps: FakeFilter[] = [];
  readonly #capacity: number;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #links = new Map<number, LinkMessage>();
  readonly #neighbors = new Map<string, NeighMessage>();
  readonly #forgottenLinks = new Set<string>();
  readonly #forgotten = new Set<string>();
  #isOpen = false;
  #queue: Uint8Array[] = [];
  #overrun = false;
  #congested = false;
  #listener: (event: KernelEvent) => void = () => {};

  /** @param capacity events that the receive buffer holds */
  constructor(capacity: number, clock: Pick<Clock, 'monotonicMs'> = systemClock) {
    this.#capacity = capacity;
    this.#clock = clock;
  }

  /** Opens the event socket; what happened before is not told. */
  open(listener: (event: KernelEvent) => void): void {
    this.#isOpen = true;
    this.#queue = [];
    this.#overrun = false;
    this.#congested = false;
    this.#listener = listener;
    listener({ kind: 'opened', receiveBufferBytes: this.#capacity * 832, bufferForced: true });
  }

  /** The event socket fails: what it held, and what happens before the next `open`, is not told. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#queue = [];
    this.#listener({ kind: 'closed', error: new DaemonError('netlink_failed', { op: 'test' }) });
  }

  /** Adds, renames or otherwise changes a link. */
  putLink(ifindex: number, name: string, master?: number): void {
    this.#putLink(linkMessage(ifindex, name, master));
  }

  /** Adds a VRF, or gives it another name or table. */
  putVrf(ifindex: number, name: string, table: number): void {
    this.#putLink(vrfMessage(ifindex, name, table));
  }

  /** Deletes a link, and with it its neighbors: they are told of first. Before that what has it for a master is released. */
  deleteLink(ifindex: number): void {
    for (const link of this.links()) if (link.master === ifindex) this.#putLink({ ...link, master: undefined });
    for (const neighbor of this.neighbors()) if (neighbor.ifindex === ifindex) this.#forget(neighbor);
    const link = this.#links.get(ifindex);
    if (link === undefined) return;
    this.#links.delete(ifindex);
    this.#send(RTM_DELLINK, encodeLink(link));
  }

  putNeighbor(ifindex: number, dst: Uint8Array, entry: FakeNeighbor): void {
    if (!this.#links.has(ifindex)) return;
    const neighbor = neighborMessage(ifindex, dst, entry);
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

  readonly neighbors = (): readonly NeighMessage[] => [...this.#neighbors.values()];

  readonly links = (): readonly LinkMessage[] => [...this.#links.values()];

  linkName(ifindex: number): string | undefined {
    return this.#links.get(ifindex)?.name;
  }

  /** The VRF of a link; the default one has no name here. */
  vrfName(ifindex: number): string | undefined {
    const link = this.#links.get(ifindex);
    if (link?.linkKind === 'vrf') return link.name;
    return link?.master === undefined ? undefined : this.vrfName(link.master);
  }

  /** Hands over at most `limit` queued events. */
  deliver(limit = Number.POSITIVE_INFINITY): void {
    if (!this.#isOpen) return;
    if (this.#overrun) {
      this.#overrun = false;
      this.#listener({ kind: 'overrun' });
    }
    for (let count = 0; count < limit && this.#queue.length > 0; count++) {
      const bytes = this.#queue.shift() ?? new Uint8Array(0);
      this.#listener({ kind: 'datagram', bytes, stampMs: this.#clock.monotonicMs() });
      bytes.fill(0xff);
    }
    if (this.#queue.length === 0) this.#congested = false;
    this.#listener({ kind: 'drained' });
  }

  readonly barrier = async (): Promise<void> => {
    if (!this.#isOpen) throw new DaemonError('netlink_failed', { op: 'barrier', message: 'no reader is running' });
    this.deliver();
  };

  async *dumpLinks(): AsyncGenerator<readonly LinkMessage[]> {
    const entries = (): [string, LinkMessage][] => this.links().map((link) => [`${link.ifindex}`, link]);
    yield* fakeDump({ entries, faults: this.faults, forgotten: this.#forgottenLinks, meanwhile: () => {} });
  }

  async *dumpNeighbors(_: AbortSignal, filter: FakeFilter = {}): AsyncGenerator<readonly NeighMessage[]> {
    this.dumps.push(filter);
    const entries = (): [string, NeighMessage][] =>
      [...this.#neighbors]
        .filter(([, one]) => isDumped(one, this.links(), filter))
        .map(([id, one]) => [id, { ...one, dst: one.dst?.slice(), lladdr: one.lladdr?.slice() }]);
    const { faults } = this;
    yield* fakeDump({ entries, faults, forgotten: this.#forgotten, meanwhile: () => this.duringDump() });
  }

  async getLink(ifindex: number): Promise<LinkMessage | undefined> {
    return this.#links.get(ifindex);
  }

  async getNeighbors(targets: readonly NeighborTarget[]): Promise<readonly NeighborAnswer[]> {
    const refused = targets.length > 0 && happens(this.faults, 'refusedAnswers');
    return targets.map(({ ifindex, ip }, place) => {
      if (refused && place % 2 === 0) return new DaemonError('permission', { op: 'get neighbor' });
      return this.#neighbors.get(idOf({ ifindex, dst: ip })) ?? 'absent';
    });
  }

  #putLink(link: LinkMessage): void {
    this.#links.set(link.ifindex, link);
    this.#send(RTM_NEWLINK, encodeLink(link));
  }

  #forget(neighbor: NeighMessage): void {
    this.#neighbors.delete(idOf(neighbor));
    this.#send(RTM_DELNEIGH, encodeNeigh(neighbor));
  }

  #send(type: number, payload: Uint8Array): void {
    if (!this.#isOpen) return;
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

function idOf({ ifindex, dst }: Pick<NeighMessage, 'ifindex' | 'dst'>): string {
  return `${ifindex}/${dst?.join('.') ?? ''}`;
}
