import { constants } from 'node:os';
import { DaemonError } from '../base/errors.ts';
import { createMutex } from '../base/mutex.ts';
import { errnoError } from '../host/errno.ts';
import { type DecodeFailure, type FailureReason, isFailure } from './codec/failure.ts';
import { type AddressMessage, decodeAddress, RTM_NEWADDR } from './codec/ifaddrmsg.ts';
import { decodeLink, type LinkMessage, RTM_NEWLINK } from './codec/ifinfomsg.ts';
import { decodeNeigh, type NeighMessage, RTM_NEWNEIGH } from './codec/ndmsg.ts';
import { type NetlinkMessage, NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR } from './codec/nlmsghdr.ts';
import {
  addressDumpRequest,
  linkDumpRequest,
  linkGetRequest,
  neighAddRequest,
  neighDumpRequest,
  neighGetRequest,
} from './codec/requests.ts';
import { errnoOf, FILTER_REFUSALS, isRefused, NO_REFUSALS } from './refusals.ts';
import { createRequestChannel, type RequestChannel } from './request-channel.ts';

export type NeighborTarget = { readonly ifindex: number; readonly ip: Uint8Array };

/** A neighbor to add; `mac` has six bytes. */
export type NewNeighbor = NeighborTarget & { readonly mac: Uint8Array };

/** The kernel's answer about one neighbor: its entry, `absent` (ENOENT, or its interface is gone), or no answer. */
export type NeighborAnswer = NeighMessage | 'absent' | DaemonError;

/** Which neighbors are dumped: those of one interface, or of all interfaces that have this one for a master. */
export type NeighborFilter = { readonly ifindex: number } | { readonly master: number };

/** Questions to the kernel. They queue up: a netlink socket can run one dump at a time. */
export type Requester = Disposable & {
  /**
   * All links, in batches whose views die when the next is asked for. Once all are yielded it throws
   * `netlink_interrupted` if the kernel said that the dump was inconsistent: what was yielded is true, but may not be all.
   */
  readonly dumpLinks: (signal: AbortSignal) => AsyncGenerator<readonly LinkMessage[]>;
  /**
   * All neighbors of IPv4 and IPv6; otherwise as `dumpLinks`. Absence from a dump proves nothing (see `getNeighbors`). A kernel
   * that has no NETLINK_GET_STRICT_CHK, or refuses the filter, gives all of them all the same.
   */
  readonly dumpNeighbors: (signal: AbortSignal, filter?: NeighborFilter) => AsyncGenerator<readonly NeighMessage[]>;
  /** All addresses of all links, IPv4 and IPv6; otherwise as `dumpLinks`. */
  readonly dumpAddresses: (signal: AbortSignal) => AsyncGenerator<readonly AddressMessage[]>;
  /** One link, or undefined when there is none (ENODEV). */
  readonly getLink: (ifindex: number, signal: AbortSignal) => Promise<LinkMessage | undefined>;
  /** Asks for each target alone; answers stand at the same places. */
  readonly getNeighbors: (
    targets: readonly NeighborTarget[],
    signal: AbortSignal,
  ) => Promise<readonly NeighborAnswer[]>;
  /**
   * Adds neighbors as STALE, never over what is there. At the same places: 0, or the errno with which the kernel refused,
   * such as EEXIST.
   *
   * A rejection means that it is not known which were added.
   */
  readonly addNeighbors: (neighbors: readonly NewNeighbor[], signal: AbortSignal) => Promise<readonly number[]>;
};

export type RequesterOptions = {
  readonly onDecodeFailure: (reason: FailureReason) => void;
  /** The way to the kernel, ended with the requester; by default a socket of its own. */
  readonly channel?: RequestChannel;
};

/** Requests packed into one send; their answers together fit the receive buffer many times over. */
const REQUESTS_PER_SEND = 64;

/** No such neighbor, no such interface, or (with the family switched off) no such table. */
const ABSENCES: ReadonlySet<number | undefined> = new Set([
  constants.errno.ENOENT,
  constants.errno.ENODEV,
  constants.errno.ENXIO,
  constants.errno.EAFNOSUPPORT,
]);
const { ENODEV } = constants.errno;

/** Opens nothing before the first question. */
export function createRequester({
  onDecodeFailure,
  channel = createRequestChannel({ onDecodeFailure }),
}: RequesterOptions): Requester {
  const exclusive = createMutex();
  let lastSeq = 0;

  /** Reserves `count` consecutive sequence numbers; never 0, which is what unasked-for messages carry. */
  const reserve = (count: number): number => {
    const first = lastSeq + count > 0x7fff_ffff ? 1 : lastSeq + 1;
    lastSeq = first + count - 1;
    return first;
  };

  const decoded = <T extends object>(value: T | DecodeFailure): T | undefined => {
    if (!isFailure(value)) return value;
    onDecodeFailure(value.reason);
    return undefined;
  };

  /** @returns whether it was refused by an errno among `refusals`; any other is thrown */
  async function* dump<T extends object>(
    op: string,
    build: (seq: number) => Uint8Array,
    type: number,
    decode: (payload: Uint8Array) => T | DecodeFailure,
    signal: AbortSignal,
    refusals = NO_REFUSALS,
  ): AsyncGenerator<readonly T[], boolean> {
    using _lock = await exclusive();
    const seq = reserve(1);
    let interrupted = false;
    let done = false;
    let refused = false;
    try {
      for await (const messages of channel.ask(build(seq), (answered) => answered === seq, signal)) {
        const values: T[] = [];
        for (const message of messages) {
          interrupted ||= (message.flags & NLM_F_DUMP_INTR) !== 0;
          if (message.type === NLMSG_DONE || message.type === NLMSG_ERROR) {
            refused = isRefused(op, message, refusals);
            done = true;
          } else if (message.type === type) {
            const value = decoded(decode(message.payload));
            if (value !== undefined) values.push(value);
          }
        }
        if (values.length > 0) yield values;
        if (done) break;
      }
    } finally {
      if (!done) channel.reset();
    }
    if (interrupted) throw new DaemonError('netlink_interrupted', { op, message: 'the table changed during the dump' });
    return refused;
  }

  const dumpNeighbors = (signal: AbortSignal, filter?: NeighborFilter) =>
    dump(
      'dump neighbors',
      (seq) => neighDumpRequest({ seq, ...filter }),
      RTM_NEWNEIGH,
      decodeNeigh,
      signal,
      filter === undefined ? NO_REFUSALS : FILTER_REFUSALS,
    );

  const ask = async (
    targets: readonly Uint8Array[],
    firstSeq: number,
    signal: AbortSignal,
  ): Promise<readonly (NetlinkMessage | undefined)[]> => {
    const answers: (NetlinkMessage | undefined)[] = targets.map(() => undefined);
    let open = targets.length;
    try {
      const accepts = (seq: number): boolean => seq >= firstSeq && seq < firstSeq + targets.length;
      for await (const messages of channel.ask(Buffer.concat(targets), accepts, signal)) {
        for (const message of messages) {
          const place = message.seq - firstSeq;
          if (answers[place] !== undefined) continue;
          answers[place] = { ...message, payload: message.payload.slice() };
          open--;
        }
        if (open === 0) break;
      }
    } finally {
      if (open > 0) channel.reset();
    }
    return answers;
  };

  /** Asks for each item alone, some to a send. */
  const askEach = async <T>(
    items: readonly T[],
    build: (item: T, seq: number) => Uint8Array,
    signal: AbortSignal,
  ): Promise<readonly (NetlinkMessage | undefined)[]> => {
    using _lock = await exclusive();
    const answers: (NetlinkMessage | undefined)[] = [];
    for (let at = 0; at < items.length; at += REQUESTS_PER_SEND) {
      const slice = items.slice(at, at + REQUESTS_PER_SEND);
      const first = reserve(slice.length);
      const requests = slice.map((item, index) => build(item, first + index));
      answers.push(...(await ask(requests, first, signal)));
    }
    return answers;
  };

  const neighborAnswer = (message: NetlinkMessage | undefined): NeighborAnswer => {
    const op = 'get neighbor';
    if (message?.type === RTM_NEWNEIGH) {
      const value = decodeNeigh(message.payload);
      return isFailure(value) ? new DaemonError('netlink_failed', { op, message: value.reason }) : value;
    }
    const errno = message === undefined ? undefined : errnoOf(message);
    if (ABSENCES.has(errno)) return 'absent';
    return errno === undefined
      ? new DaemonError('netlink_failed', { op, message: 'no answer' })
      : errnoError(op, errno);
  };

  return {
    dumpLinks: (signal) => dump('dump links', (seq) => linkDumpRequest({ seq }), RTM_NEWLINK, decodeLink, signal),
    dumpAddresses: (signal) =>
      dump('dump addresses', (seq) => addressDumpRequest({ seq }), RTM_NEWADDR, decodeAddress, signal),
    dumpNeighbors: async function* (signal, filter) {
      if (yield* dumpNeighbors(signal, filter)) yield* dumpNeighbors(signal);
    },
    getLink: async (ifindex, signal) => {
      using _lock = await exclusive();
      const seq = reserve(1);
      const [answer] = await ask([linkGetRequest({ seq, ifindex })], seq, signal);
      const link = answer?.type === RTM_NEWLINK ? decoded(decodeLink(answer.payload)) : undefined;
      if (link !== undefined) return link;
      const errno = answer === undefined ? undefined : errnoOf(answer);
      if (errno === ENODEV) return undefined;
      // Not to be mistaken for "no such link": that would be the end of its neighbors.
      if (errno === undefined) throw new DaemonError('netlink_failed', { op: 'get link', message: 'no usable answer' });
      throw errnoError('get link', errno);
    },
    getNeighbors: async (targets, signal) => {
      const build = ({ ifindex, ip }: NeighborTarget, seq: number) => neighGetRequest({ seq, ifindex, dst: ip });
      return (await askEach(targets, build, signal)).map(neighborAnswer);
    },
    addNeighbors: async (neighbors, signal) => {
      const build = ({ ifindex, ip, mac }: NewNeighbor, seq: number) =>
        neighAddRequest({ seq, ifindex, dst: ip, lladdr: mac });
      return (await askEach(neighbors, build, signal)).map((answer) => {
        const errno = answer === undefined ? undefined : errnoOf(answer);
        if (errno === undefined)
          throw new DaemonError('netlink_failed', { op: 'add neighbor', message: 'no usable answer' });
        return errno;
      });
    },
    [Symbol.dispose]: () => channel[Symbol.dispose](),
  };
}
