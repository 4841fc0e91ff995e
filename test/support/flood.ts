import { readFileSync } from 'node:fs';
import { openNetlinkSocket } from '../../src/host/netlink-socket.ts';
import {
  AF_INET,
  AF_INET6,
  encodeNeigh,
  type NeighMessage,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from '../../src/netlink/codec/ndmsg.ts';
import { NUD_NONE, NUD_PERMANENT } from '../../src/netlink/codec/neighbour.ts';
import { decodeError } from '../../src/netlink/codec/nlmsgerr.ts';
import {
  decodeMessages,
  encodeMessage,
  NLM_F_ACK,
  NLM_F_CREATE,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
} from '../../src/netlink/codec/nlmsghdr.ts';
import { NO_ATTRIBUTES } from '../../src/netlink/codec/rtattr.ts';
import type { FloodStep } from './start-flood.ts';

/**
 * Run by tests inside a namespace, through start-flood.ts: changes neighbors as fast as the kernel takes it, many requests to a
 * send. Fails when the kernel refuses one. Permanent entries do not count for gc_thresh.
 */
const REQUESTS_PER_SEND = 100;
const steps = JSON.parse(process.argv[2] ?? '[]') as readonly FloodStep[];
using socket = openNetlinkSocket({ groups: 0, slots: 16, slotBytes: 32 * 1024 });

for (const step of steps) {
  const ifindex = Number(readFileSync(`/sys/class/net/${step.dev ?? 'Ethernet0'}/ifindex`, 'utf8'));
  for (let at = step.first ?? 0, left = step.count; left > 0; ) {
    const packed = Math.min(left, REQUESTS_PER_SEND);
    const requests = Array.from({ length: packed }, (_, offset) =>
      request(step, ifindex, at + offset, offset + 1 === packed),
    );
    socket.send(Buffer.concat(requests));
    // The kernel works during the send: all its answers are there now.
    takeAnswers(step);
    at += packed;
    left -= packed;
  }
}

/** Neighbor number `index`: `startFlood` tells how it is called. */
function request({ op, round = 0, family = 'both' }: FloodStep, ifindex: number, index: number, last: boolean) {
  const isIpv4 = family === 'ipv4' || (family === 'both' && index % 2 === 0);
  const number = [(index >> 16) & 0xff, (index >> 8) & 0xff, index & 0xff] as const;
  const dst = isIpv4
    ? Uint8Array.of(10, number[0] + 1, number[1], number[2])
    : Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, ...number);
  const neighbor: NeighMessage = {
    kind: 'neigh',
    family: isIpv4 ? AF_INET : AF_INET6,
    ifindex,
    state: op === 'add' ? NUD_PERMANENT : NUD_NONE,
    flags: 0,
    type: 0,
    dst,
    lladdr: op === 'add' ? Uint8Array.of(2, round & 0xff, ...number, isIpv4 ? 4 : 6) : undefined,
    master: undefined,
    flagsExt: undefined,
    rest: NO_ATTRIBUTES,
  };
  const flags = NLM_F_REQUEST | (last ? NLM_F_ACK : 0) | (op === 'add' ? NLM_F_CREATE | NLM_F_REPLACE : 0);
  const type = op === 'add' ? RTM_NEWNEIGH : RTM_DELNEIGH;
  return encodeMessage({ type, flags, seq: index + 1, pid: 0, payload: encodeNeigh(neighbor) });
}

/** The last request of a send is acknowledged, and one that was refused is always told of. */
function takeAnswers(step: FloodStep): void {
  let acknowledged = false;
  for (let receipts = socket.receive(); receipts.length > 0; receipts = socket.receive()) {
    for (const receipt of receipts) {
      if (receipt.kind !== 'datagram') throw new Error(`${receipt.kind}: ${JSON.stringify(step)}`);
      for (const message of decodeMessages(receipt.bytes).messages) {
        const answer = decodeError(message);
        if (answer.kind !== 'error') throw new Error(`an answer that is none: ${JSON.stringify(answer)}`);
        if (answer.errno !== 0)
          throw new Error(`errno ${answer.errno} at neighbor ${message.seq - 1} of ${JSON.stringify(step)}`);
        acknowledged = true;
      }
    }
  }
  if (!acknowledged) throw new Error(`no acknowledgement: ${JSON.stringify(step)}`);
}
