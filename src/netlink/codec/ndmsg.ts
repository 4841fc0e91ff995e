import { align4, joinBytes, putU16, putU32, s32At, u16At, u32At, viewOf } from './bytes.ts';
import { type DecodeFailure, failure } from './failure.ts';
import { NDA_DST, NDA_FLAGS_EXT, NDA_LLADDR, NDA_MASTER } from './neighbour.ts';
import {
  type Attribute,
  attributeAt,
  attributeEnd,
  attributeType,
  bytesAttribute,
  encodeAttributes,
  NO_ATTRIBUTES,
  RTA_HDRLEN,
  u32Attribute,
} from './rtattr.ts';

/** Message types that begin with struct ndmsg (linux/rtnetlink.h). */
export const RTM_NEWNEIGH = 28;
export const RTM_DELNEIGH = 29;
export const RTM_GETNEIGH = 30;

/** Address families, ndm_family and ifi_family (linux/socket.h). Bridge FDB entries are neighbors of AF_BRIDGE. */
export const AF_UNSPEC = 0;
export const AF_INET = 2;
export const AF_BRIDGE = 7;
export const AF_INET6 = 10;

/** Size of struct ndmsg (linux/neighbour.h). */
export const NDMSG_BYTES = 12;
const U32_ATTRIBUTE_BYTES = RTA_HDRLEN + 4;

/**
 * A neighbor as the kernel tells it: struct ndmsg and its attributes (linux/neighbour.h).
 *
 * - `state` is NUD_*, `flags` NTF_*, `type` RTN_*, `flagsExt` NTF_EXT_*; `ifindex` is signed, as in the kernel
 * - `dst` has 4 or 16 bytes from the kernel's IP tables, in network order; an FDB entry may have none
 * - `lladdr` may be missing, and has the length of the interface's addresses: 6, but 20 on InfiniBand, 4 on tunnels
 * - `rest` are all other attributes, in order; a repeated one of the fields above overwrites the one before
 *
 * Decoded `dst`, `lladdr` and `rest` are views into the datagram: copy what is to outlive it.
 */
export type NeighMessage = {
  readonly kind: 'neigh';
  readonly family: number;
  readonly ifindex: number;
  readonly state: number;
  readonly flags: number;
  readonly type: number;
  readonly dst: Uint8Array | undefined;
  readonly lladdr: Uint8Array | undefined;
  readonly master: number | undefined;
  readonly flagsExt: number | undefined;
  readonly rest: readonly Attribute[];
};

/** What of a neighbor is kept: all that the policy may look at, and its key. */
export type NeighFacts = Pick<NeighMessage, 'family' | 'ifindex' | 'state' | 'flags' | 'dst' | 'lladdr'>;

/** The payload of RTM_NEWNEIGH, RTM_DELNEIGH or RTM_GETNEIGH as a value. Lengths of addresses are not judged. */
export function decodeNeigh(payload: Uint8Array): NeighMessage | DecodeFailure {
  if (payload.length < NDMSG_BYTES) return failure('short_payload');
  let dst: Uint8Array | undefined;
  let lladdr: Uint8Array | undefined;
  let master: number | undefined;
  let flagsExt: number | undefined;
  let rest: Attribute[] | undefined;
  // Walked in place: a list of all attributes would double the garbage of a dump.
  for (let at = NDMSG_BYTES; at < payload.length; ) {
    const end = attributeEnd(payload, at);
    if (end === undefined) return failure('bad_attribute');
    switch (attributeType(payload, at)) {
      case NDA_DST:
        dst = viewOf(payload, at + RTA_HDRLEN, end);
        break;
      case NDA_LLADDR:
        lladdr = viewOf(payload, at + RTA_HDRLEN, end);
        break;
      case NDA_MASTER:
        if (end - at !== U32_ATTRIBUTE_BYTES) return failure('bad_value');
        master = u32At(payload, at + RTA_HDRLEN);
        break;
      case NDA_FLAGS_EXT:
        if (end - at !== U32_ATTRIBUTE_BYTES) return failure('bad_value');
        flagsExt = u32At(payload, at + RTA_HDRLEN);
        break;
      default:
        rest ??= [];
        rest.push(attributeAt(payload, at, end));
    }
    at = align4(end);
  }
  return {
    kind: 'neigh',
    family: payload[0] ?? 0,
    ifindex: s32At(payload, 4),
    state: u16At(payload, 8),
    flags: payload[10] ?? 0,
    type: payload[11] ?? 0,
    dst,
    lladdr,
    master,
    flagsExt,
    rest: rest ?? NO_ATTRIBUTES,
  };
}

/** The payload that {@link decodeNeigh} reads as this value. */
export function encodeNeigh(message: NeighMessage): Uint8Array {
  const header = new Uint8Array(NDMSG_BYTES);
  header[0] = message.family;
  putU32(header, 4, message.ifindex);
  putU16(header, 8, message.state);
  header[10] = message.flags;
  header[11] = message.type;
  const attributes = encodeAttributes([
    bytesAttribute(NDA_DST, message.dst),
    bytesAttribute(NDA_LLADDR, message.lladdr),
    u32Attribute(NDA_MASTER, message.master),
    u32Attribute(NDA_FLAGS_EXT, message.flagsExt),
    ...message.rest,
  ]);
  return joinBytes(header, attributes);
}
