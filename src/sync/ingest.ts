import type { Clock } from '../base/clock.ts';
import type { Ip } from '../neighbor/ip.ts';
import { align4, viewOf } from '../netlink/codec/bytes.ts';
import { isFailure } from '../netlink/codec/failure.ts';
import { decodeLink, type LinkMessage, RTM_DELLINK, RTM_NEWLINK } from '../netlink/codec/ifinfomsg.ts';
import { AF_UNSPEC, type NeighFacts, RTM_DELNEIGH, RTM_NEWNEIGH } from '../netlink/codec/ndmsg.ts';
import { NeighReader } from '../netlink/codec/neigh-reader.ts';
import { messageEnd, messageType, NLMSG_HDRLEN } from '../netlink/codec/nlmsghdr.ts';
import type { LinkChange } from '../netlink/links.ts';
import { countUnder } from './counters.ts';
import type { Cause, Image } from './image.ts';
import { destination, hasMoved, sameToNeighbors } from './ingest-rules.ts';
import type { IngestObserver } from './observer.ts';

export type IngestOptions = {
  readonly image: Image;
  readonly clock: Clock;
  readonly observer: IngestObserver;
  /** A neighbor came on a link that nobody has told us of; its entry waits in the table. */
  readonly onUnknownLink: (ifindex: number) => void;
};

/** Turns what the kernel says into changes of the image. */
export class Ingest {
  readonly #image: Image;
  readonly #clock: Clock;
  readonly #observer: IngestObserver;
  readonly #onUnknownLink: (ifindex: number) => void;
  readonly #reader = new NeighReader();
  /** How long judging has taken in the datagram that is being timed; undefined while none is. */
  #decideMs: number | undefined;
  /** Links that events spoke of since the sweep of links began; undefined when none goes on. */
  #linksTouched: Set<number> | undefined;

  constructor({ image, clock, observer, onUnknownLink }: IngestOptions) {
    this.#image = image;
    this.#clock = clock;
    this.#observer = observer;
    this.#onUnknownLink = onUnknownLink;
  }

  /** One datagram of the event socket. Nothing in it makes this throw. */
  datagram(bytes: Uint8Array, stampMs: number): void {
    if (this.#observer.wants()) this.#time(bytes, stampMs);
    else this.#take(bytes, stampMs);
  }

  #time(bytes: Uint8Array, stampMs: number): void {
    const beganMs = this.#clock.monotonicMs();
    this.#decideMs = 0;
    this.#take(bytes, stampMs);
    const decideMs = this.#decideMs;
    this.#decideMs = undefined;
    this.#observer.onDatagram(beganMs - stampMs, this.#clock.monotonicMs() - beganMs - decideMs, decideMs);
  }

  #take(bytes: Uint8Array, stampMs: number): void {
    for (let at = 0; at < bytes.length; ) {
      const end = messageEnd(bytes, at);
      if (typeof end !== 'number') {
        countUnder(this.#image.counters.decodeFailures, end.reason);
        break;
      }
      this.#event(bytes, at, end, stampMs);
      at = align4(end);
    }
    this.#image.counters.lastEventMs = this.#clock.nowMs();
  }

  /** A neighbor as an event, a dump or an answer has it. */
  neighbor(message: NeighFacts, stampMs: number, cause: Cause): void {
    const { table, links, counters, refusals, vrfCounters } = this.#image;
    const ip = destination(message);
    if (ip === undefined) return countUnder(counters.decodeFailures, 'not_a_neighbor');
    counters.processed++;
    if (cause === 'event') counters.events++;
    vrfCounters.of(message.ifindex).processed++;
    const watched = cause === 'event' && this.#image.policy.facts.evpn;
    const before = watched ? table.get(message.ifindex, ip) : undefined;
    switch (table.put(message, ip, stampMs)) {
      case 'full':
        counters.tableFull++;
        return refusals.note(message.ifindex, ip);
      case 'same':
        return;
      case 'changed': {
        refusals.forget(message.ifindex, ip);
        const link = links.get(message.ifindex);
        if (link === undefined) this.#onUnknownLink(message.ifindex);
        else {
          const after = table.get(message.ifindex, ip);
          this.#image.chronicle.note('kernel_changed', link.name, ip, this.#clock.nowMs(), after?.state, after?.mac);
          const moved = watched && hasMoved(before, after);
          this.#propose(link.name, ip, stampMs, moved ? 'moved' : cause);
        }
      }
    }
  }

  /** The kernel no longer has this neighbor. */
  neighborGone(ifindex: number, ip: Ip, stampMs: number): void {
    this.#image.table.remove(ifindex, ip);
    this.#image.refusals.forget(ifindex, ip);
    const link = this.#image.links.get(ifindex);
    if (link === undefined) return;
    this.#noteGone(link.name, ip);
    this.#propose(link.name, ip, stampMs, 'event');
  }

  #noteGone(interfaceName: string, ip: Ip): void {
    this.#image.chronicle.note('kernel_gone', interfaceName, ip, this.#clock.nowMs());
  }

  #propose(interfaceName: string, ip: Ip, stampMs: number, cause: Cause): void {
    const beganMs = this.#decideMs === undefined ? 0 : this.#clock.monotonicMs();
    this.#image.propose(interfaceName, ip, stampMs, cause);
    if (this.#decideMs !== undefined) this.#decideMs += this.#clock.monotonicMs() - beganMs;
  }

  /** A link as an event, a dump or an answer has it. */
  link(message: LinkMessage, cause: Cause): void {
    const changes = this.#image.links.put(message);
    if (changes.length > 0) this.#image.vrfCounters.linksChanged();
    for (const change of changes) {
      if (change.ifindex === message.ifindex) this.#apply(change, cause === 'event' ? 'moved' : cause);
      else this.#displaced(change);
    }
  }

  linkGone(ifindex: number): void {
    const [change] = this.#image.links.remove(ifindex);
    if (change !== undefined) this.#image.vrfCounters.linksChanged();
    this.#forgetEntries(ifindex, change?.before?.name);
    this.#judgeBelow(ifindex, 'event');
  }

  /** Until `endLinkSweep`, remembers which links events speak of. */
  beginLinkSweep(): void {
    this.#linksTouched = new Set();
  }

  touchedInSweep(ifindex: number): boolean {
    return this.#linksTouched?.has(ifindex) ?? false;
  }

  endLinkSweep(): void {
    this.#linksTouched = undefined;
  }

  /** The message that stands in `bytes` from `at` to `end`. */
  #event(bytes: Uint8Array, at: number, end: number, stampMs: number): void {
    const type = messageType(bytes, at);
    switch (type) {
      case RTM_NEWNEIGH:
      case RTM_DELNEIGH: {
        const value = this.#reader.read(bytes, at + NLMSG_HDRLEN, end);
        if (isFailure(value)) return countUnder(this.#image.counters.decodeFailures, value.reason);
        return this.#neighborEvent(type, value, stampMs);
      }
      case RTM_NEWLINK:
      case RTM_DELLINK:
        return this.#linkEvent(type, viewOf(bytes, at + NLMSG_HDRLEN, end));
    }
  }

  #neighborEvent(type: number, value: NeighFacts, stampMs: number): void {
    const { counters } = this.#image;
    if (type === RTM_NEWNEIGH) return this.neighbor(value, stampMs, 'event');
    const ip = destination(value);
    if (ip === undefined) return countUnder(counters.decodeFailures, 'not_a_neighbor');
    counters.processed++;
    counters.events++;
    this.#image.vrfCounters.of(value.ifindex).processed++;
    this.neighborGone(value.ifindex, ip, stampMs);
  }

  #linkEvent(type: number, payload: Uint8Array): void {
    const value = decodeLink(payload);
    if (isFailure(value)) return countUnder(this.#image.counters.decodeFailures, value.reason);
    // Of a bridge port DELLINK only says that it left its bridge.
    if (value.family !== AF_UNSPEC) return;
    this.#linksTouched?.add(value.ifindex);
    if (type === RTM_NEWLINK) this.link(value, 'event');
    else this.linkGone(value.ifindex);
  }

  #apply({ ifindex, before, after }: LinkChange, cause: Cause): void {
    if (after === undefined || (before !== undefined && sameToNeighbors(before, after))) return;
    const nowMs = this.#clock.monotonicMs();
    for (const ip of this.#addressesOn(ifindex)) {
      if (before !== undefined && before.name !== after.name) this.#judge(before.name, ip, nowMs, 'event');
      this.#judge(after.name, ip, nowMs, cause);
    }
    this.#judgeBelow(ifindex, cause);
    const { master } = after;
    if (master !== undefined && this.#image.links.get(master) === undefined) this.#onUnknownLink(master);
  }

  /** Judges the neighbors of links that have this one for a master: they may be in another VRF now. */
  #judgeBelow(ifindex: number, cause: Cause): void {
    const { links, table } = this.#image;
    const below = links.below(ifindex).filter((link) => table.countOn(link.ifindex) > 0);
    if (below.length === 0) return;
    const nowMs = this.#clock.monotonicMs();
    const names = new Map(below.map((link) => [link.ifindex, link.name]));
    // One pass over the table, however many links there are.
    const found: { readonly name: string; readonly ip: Ip }[] = [];
    for (const entry of table.entries()) {
      const name = names.get(entry.ifindex);
      if (name !== undefined) found.push({ name, ip: entry.ip.slice() });
    }
    for (const { name, ip } of found) this.#judge(name, ip, nowMs, cause);
  }

  /** Another link has taken the name, so we missed what became of this one. Its neighbors wait until we know. */
  #displaced({ ifindex, before }: LinkChange): void {
    const nowMs = this.#clock.monotonicMs();
    for (const ip of this.#addressesOn(ifindex)) this.#judge(before?.name ?? '', ip, nowMs, 'event');
    this.#judgeBelow(ifindex, 'event');
    this.#onUnknownLink(ifindex);
  }

  /** The end of a link is the end of its neighbors, also of those whose DELNEIGH was lost. */
  #forgetEntries(ifindex: number, name: string | undefined): void {
    const nowMs = this.#clock.monotonicMs();
    for (const ip of this.#addressesOn(ifindex)) {
      this.#image.table.remove(ifindex, ip);
      if (name === undefined) continue;
      this.#noteGone(name, ip);
      this.#image.propose(name, ip, nowMs, 'event');
    }
  }

  /** Judges a neighbor whose interface has changed. */
  #judge(interfaceName: string, ip: Ip, nowMs: number, cause: Cause): void {
    this.#image.chronicle.touch(interfaceName, ip);
    this.#image.propose(interfaceName, ip, nowMs, cause);
  }

  #addressesOn(ifindex: number): readonly Ip[] {
    return [...this.#image.table.entries(ifindex)].map(({ ip }) => ip.slice());
  }
}
