import { constants } from 'node:os';
import { DaemonError } from '../base/errors.ts';
import { errnoError } from '../host/errno.ts';
import type { NetlinkSocket, NetlinkSocketOptions, Receipt } from '../host/netlink-socket.ts';
import { NO_EXTENDED_ACK } from './codec/extack.ts';
import { isFailure } from './codec/failure.ts';
import { encodeAddress, RTM_GETADDR, RTM_NEWADDR } from './codec/ifaddrmsg.ts';
import { decodeLink, encodeLink, RTM_GETLINK, RTM_NEWLINK } from './codec/ifinfomsg.ts';
import {
  decodeNeigh,
  encodeNeigh,
  type NeighMessage,
  RTM_DELNEIGH,
  RTM_GETNEIGH,
  RTM_NEWNEIGH,
} from './codec/ndmsg.ts';
import { NDA_IFINDEX } from './codec/neighbour.ts';
import { encodeDone, encodeError } from './codec/nlmsgerr.ts';
import {
  decodeMessages,
  encodeMessage,
  type NetlinkMessage,
  NLM_F_DUMP,
  NLM_F_DUMP_FILTERED,
  NLM_F_MULTI,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
} from './codec/nlmsghdr.ts';
import { readU32 } from './codec/rtattr.ts';
import { type FakeFilter, isDumped } from './fake-dump.ts';
import type { FakeTables } from './fake-tables.ts';

/**
 * Changes what answers one request: it gets the datagrams of the faithful answer and yields what the socket receives
 * instead. After its end the socket says nothing more of its own accord.
 */
export type FakeFault = (answer: Iterable<Receipt>, request: NetlinkMessage, pid: number) => Iterable<Receipt>;

const { EBUSY, EINVAL, ENODEV, ENOENT, EOPNOTSUPP } = constants.errno;
const ENTRIES_PER_DATAGRAM = 2;
const DATAGRAMS_PER_RECEIVE = 2;

/**
 * The kernel's side of request sockets, as strict as the real one: a dump is made while it is read, two entries a datagram,
 * and a second one meanwhile on the same socket gets EBUSY; answers carry the number of their request and the port of their
 * socket; a datagram that is too large for its slot is cut; a closed socket refuses; what was received is wiped at the next
 * receive. After each receive the socket is empty for a moment, unless `isFast`.
 */
export class FakeRequestSockets {
  /** One for each request to come; `undefined` for a faithful answer. What follows them is answered faithfully. */
  readonly faults: (FakeFault | undefined)[] = [];
  /** Why sockets are not opened, one for each attempt to come. */
  readonly refusals: DaemonError[] = [];
  /** There is always something to receive while an answer goes on, as when the kernel is faster than we are. */
  isFast = false;
  /** The kernel knows NETLINK_GET_STRICT_CHK; without it filters mean nothing to it. */
  isStrict = true;
  /** Every request so far. */
  readonly requests: NetlinkMessage[] = [];
  readonly #tables: FakeTables;
  #opened = 0;

  constructor(tables: FakeTables) {
    this.#tables = tables;
  }

  *#dump({ type, seq, payload }: NetlinkMessage, pid: number): Generator<Receipt> {
    const tables = this.#tables;
    if (type !== RTM_GETNEIGH) return yield* dump(() => entriesOf(tables, type), 0, seq, pid);
    const wanted = decodeNeigh(payload);
    if (isFailure(wanted) || (this.isStrict && !isValidDump(wanted))) {
      return yield datagram(encodeDone({ kind: 'done', errno: EINVAL, ...NO_EXTENDED_ACK }, { seq, pid }));
    }
    const filter = this.isStrict ? filterOf(wanted) : {};
    const isFiltered = filter.ifindex !== undefined || filter.master !== undefined;
    const neighbors = () => tables.neighbors().filter((one) => isDumped(one, tables.links(), filter));
    yield* dump(() => entriesOf({ ...tables, neighbors }, type), isFiltered ? NLM_F_DUMP_FILTERED : 0, seq, pid);
  }

  /** Sockets ever opened. */
  get opened(): number {
    return this.#opened;
  }

  readonly open = ({ slots, slotBytes }: NetlinkSocketOptions): NetlinkSocket => {
    const refused = this.refusals.shift();
    if (refused !== undefined) throw refused;
    const pid = ++this.#opened;
    const answers: Iterator<Receipt>[] = [];
    let dumping = false;
    let received: readonly Receipt[] = [];
    let closed = false;

    const answerTo = (request: NetlinkMessage): Iterator<Receipt> => {
      this.requests.push(request);
      const isDump = (request.flags & NLM_F_DUMP) === NLM_F_DUMP;
      if (isDump && dumping) return [refusal(request, pid, EBUSY)][Symbol.iterator]();
      dumping ||= isDump;
      const faithful = isDump ? this.#dump(request, pid) : [answerOne(this.#tables, request, pid)];
      const answer = (this.faults.shift() ?? ((same) => same))(faithful, request, pid);
      return (function* () {
        for (const receipt of answer) {
          if (isDump && endsDump(receipt, request.seq)) dumping = false;
          yield receipt;
        }
      })();
    };

    const next = (): Receipt | undefined => {
      for (let [first] = answers; first !== undefined; [first] = answers) {
        const { done, value } = first.next();
        if (done !== true) return value;
        answers.shift();
      }
      return undefined;
    };

    return {
      receiveBufferBytes: 2 * 1024 * 1024,
      bufferForced: true,
      strictCheck: this.isStrict,
      send: (bytes) => {
        if (closed) throw new DaemonError('netlink_failed', { op: 'netlink send', message: 'the socket is closed' });
        const { messages } = decodeMessages(bytes.slice());
        answers.push(...messages.filter(({ flags }) => (flags & NLM_F_REQUEST) !== 0).map(answerTo));
      },
      receive: () => {
        for (const receipt of received) if (receipt.kind === 'datagram') receipt.bytes.fill(0xff);
        if (closed || (received.length > 0 && !this.isFast)) {
          received = [];
          return received;
        }
        const taken: Receipt[] = [];
        while (taken.length < Math.min(slots, DATAGRAMS_PER_RECEIVE)) {
          const receipt = next();
          if (receipt === undefined) break;
          taken.push(intoSlot(receipt, slotBytes));
        }
        received = taken;
        return taken;
      },
      watch: (onReadable) => {
        let waiting: NodeJS.Immediate | undefined;
        const stop = (): void => clearImmediate(waiting);
        return {
          start: () => {
            stop();
            if (answers.length > 0) waiting = setImmediate(onReadable);
          },
          stop,
          close: stop,
        };
      },
      [Symbol.dispose]: () => {
        closed = true;
      },
    };
  };
}

function filterOf({ master, rest }: NeighMessage): FakeFilter {
  const data = rest.find(({ type }) => type === NDA_IFINDEX)?.data;
  return { ifindex: data === undefined ? undefined : readU32(data), master };
}

/** Whether the strict checks of a dump of neighbors let it pass (net/core/neighbour.c, neigh_valid_dump_req). */
function isValidDump({ state, flags, type, ifindex, dst, lladdr, flagsExt, rest }: NeighMessage): boolean {
  if (state !== 0 || flags !== 0 || type !== 0 || ifindex !== 0) return false;
  return (
    dst === undefined && lladdr === undefined && flagsExt === undefined && rest.every((one) => one.type === NDA_IFINDEX)
  );
}

/** Messages in one datagram, addressed as the kernel does. */
export function datagram(...messages: readonly NetlinkMessage[]): Receipt {
  return { kind: 'datagram', bytes: Uint8Array.from(messages.flatMap((message) => [...encodeMessage(message)])) };
}

/** NLMSG_ERROR in answer to a request; with errno 0 it is the acknowledgement. */
export function refusal(request: NetlinkMessage, pid: number, errno: number): Receipt {
  return datagram(encodeError({ kind: 'error', errno, request: { ...request, pid }, ...NO_EXTENDED_ACK }));
}

function intoSlot(receipt: Receipt, slotBytes: number): Receipt {
  if (receipt.kind !== 'datagram') return receipt;
  return receipt.bytes.length > slotBytes ? { kind: 'truncated' } : { kind: 'datagram', bytes: receipt.bytes.slice() };
}

function endsDump(receipt: Receipt, seq: number): boolean {
  if (receipt.kind !== 'datagram') return false;
  const { messages } = decodeMessages(receipt.bytes);
  return messages.some(
    (message) => message.seq === seq && (message.type === NLMSG_DONE || message.type === NLMSG_ERROR),
  );
}

/** Goes by places in the table, as the kernel does: what moves to an earlier place meanwhile is missed. */
function* dump(entries: () => readonly Entry[], flags: number, seq: number, pid: number): Generator<Receipt> {
  for (let at = 0; at < entries().length; at += ENTRIES_PER_DATAGRAM) {
    const part = entries().slice(at, at + ENTRIES_PER_DATAGRAM);
    yield datagram(...part.map((entry) => ({ ...entry, flags: NLM_F_MULTI | flags, seq, pid })));
  }
  yield datagram(encodeDone({ kind: 'done', errno: 0, ...NO_EXTENDED_ACK }, { seq, pid }));
}

type Entry = Pick<NetlinkMessage, 'type' | 'payload'>;

function entriesOf({ links, neighbors, addresses = () => [] }: FakeTables, type: number): readonly Entry[] {
  if (type === RTM_GETLINK) return links().map((link) => ({ type: RTM_NEWLINK, payload: encodeLink(link) }));
  if (type === RTM_GETADDR) return addresses().map((one) => ({ type: RTM_NEWADDR, payload: encodeAddress(one) }));
  return neighbors().map((neighbor) => ({ type: RTM_NEWNEIGH, payload: encodeNeigh(neighbor) }));
}

function answerOne({ links, neighbors, ...changes }: FakeTables, request: NetlinkMessage, pid: number): Receipt {
  const { seq, payload } = request;
  switch (request.type) {
    case RTM_GETLINK: {
      const wanted = decodeLink(payload);
      const found = isFailure(wanted) ? undefined : links().find(({ ifindex }) => ifindex === wanted.ifindex);
      if (found === undefined) return refusal(request, pid, ENODEV);
      return datagram({ type: RTM_NEWLINK, flags: 0, seq, pid, payload: encodeLink(found) });
    }
    case RTM_GETNEIGH: {
      const wanted = decodeNeigh(payload);
      if (isFailure(wanted)) return { kind: 'failed', error: errnoError('fake', ENOENT) };
      const found = neighbors().find(
        (one) => one.ifindex === wanted.ifindex && one.dst?.toHex() === wanted.dst?.toHex(),
      );
      if (found === undefined) return refusal(request, pid, ENOENT);
      return datagram({ type: RTM_NEWNEIGH, flags: 0, seq, pid, payload: encodeNeigh(found) });
    }
    case RTM_NEWNEIGH:
    case RTM_DELNEIGH: {
      const wanted = decodeNeigh(payload);
      const change = request.type === RTM_NEWNEIGH ? changes.addNeighbor : changes.removeNeighbor;
      const errno = isFailure(wanted) ? EINVAL : (change?.(wanted, request.flags) ?? EOPNOTSUPP);
      return refusal(errno === 0 ? { ...request, payload: new Uint8Array(0) } : request, pid, errno);
    }
    default:
      return refusal(request, pid, EOPNOTSUPP);
  }
}
