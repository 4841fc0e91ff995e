import {
  AF_INET,
  AF_INET6,
  encodeNeigh,
  type NeighMessage,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from '../../src/netlink/codec/ndmsg.ts';
import { NTF_EXT_LEARNED, NUD_NONE, NUD_PERMANENT, NUD_STALE } from '../../src/netlink/codec/neighbour.ts';
import {
  encodeMessage,
  NLM_F_ACK,
  NLM_F_CREATE,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
} from '../../src/netlink/codec/nlmsghdr.ts';
import { NO_ATTRIBUTES } from '../../src/netlink/codec/rtattr.ts';
import type { FloodStep } from './start-flood.ts';

/** What is asked of the kernel for one neighbor. */
export type FloodRequest = Pick<FloodStep, 'op' | 'round' | 'family' | 'state'> & {
  readonly ifindex: number;
  /** which neighbor: `FloodStep` tells how it is called */
  readonly index: number;
  /** wants an acknowledgement; a refusal is always told of */
  readonly ack: boolean;
};

/** One request, ready to send, alone or with others; its sequence number is `index + 1`. */
export function floodRequest({ op, round = 0, family = 'both', state, ifindex, index, ack }: FloodRequest): Uint8Array {
  const isIpv4 = family === 'ipv4' || (family === 'both' && index % 2 === 0);
  const isStale = state === 'stale';
  const neighbor: NeighMessage = {
    kind: 'neigh',
    family: isIpv4 ? AF_INET : AF_INET6,
    ifindex,
    state: op === 'del' ? NUD_NONE : isStale ? NUD_STALE : NUD_PERMANENT,
    // Such an entry does not count for gc_thresh either.
    flags: isStale ? NTF_EXT_LEARNED : 0,
    type: 0,
    dst: floodAddress(index, isIpv4),
    lladdr: op === 'add' ? Uint8Array.of(2, round & 0xff, ...bytesOf(index), isIpv4 ? 4 : 6) : undefined,
    master: undefined,
    flagsExt: undefined,
    rest: NO_ATTRIBUTES,
  };
  const flags = NLM_F_REQUEST | (ack ? NLM_F_ACK : 0) | (op === 'add' ? NLM_F_CREATE | NLM_F_REPLACE : 0);
  const type = op === 'add' ? RTM_NEWNEIGH : RTM_DELNEIGH;
  return encodeMessage({ type, flags, seq: index + 1, pid: 0, payload: encodeNeigh(neighbor) });
}

/** The address of neighbor number `index`, 4 or 16 bytes. */
export function floodAddress(index: number, isIpv4: boolean): Uint8Array {
  const [high, middle, low] = bytesOf(index);
  return isIpv4
    ? Uint8Array.of(10, high + 1, middle, low)
    : Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, high, middle, low);
}

function bytesOf(index: number): readonly [number, number, number] {
  return [(index >> 16) & 0xff, (index >> 8) & 0xff, index & 0xff];
}
