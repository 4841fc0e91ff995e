import { joinBytes, putU16, putU32, s32At, u16At, u32At } from './bytes.ts';
import { type DecodeFailure, failure, isFailure } from './failure.ts';
import { decodeLinkInfo, encodeLinkInfo, type LinkInfo, NO_LINK_INFO } from './linkinfo.ts';
import {
  type Attribute,
  bytesAttribute,
  decodeAttributes,
  encodeAttributes,
  readString,
  readU8,
  readU32,
  stringAttribute,
  u8Attribute,
  u32Attribute,
} from './rtattr.ts';

/** Message types that begin with struct ifinfomsg (linux/rtnetlink.h). */
export const RTM_NEWLINK = 16;
export const RTM_DELLINK = 17;
export const RTM_GETLINK = 18;

/** Interface flags, ifi_flags (linux/if.h): LOWER_UP is carrier, RUNNING is an operational state of up. */
export const IFF_UP = 0x1;
export const IFF_LOOPBACK = 0x8;
export const IFF_POINTOPOINT = 0x10;
export const IFF_RUNNING = 0x40;
export const IFF_NOARP = 0x80;
export const IFF_LOWER_UP = 0x1_0000;

const IFINFOMSG_BYTES = 16;

const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_MASTER = 10;
const IFLA_OPERSTATE = 16;
const IFLA_LINKINFO = 18;
const IFLA_CARRIER = 33;

/** Attributes that have a field, and the only size their data may have, if there is one. */
const DECODED: ReadonlyMap<number, number | undefined> = new Map([
  [IFLA_ADDRESS, undefined],
  [IFLA_IFNAME, undefined],
  [IFLA_MTU, 4],
  [IFLA_MASTER, 4],
  [IFLA_OPERSTATE, 1],
  [IFLA_LINKINFO, undefined],
  [IFLA_CARRIER, 1],
]);

/**
 * A link as the kernel tells it: struct ifinfomsg and its attributes (linux/rtnetlink.h, linux/if_link.h).
 *
 * - `family` is AF_UNSPEC for the link itself; AF_BRIDGE for its role as a bridge port, where RTM_DELLINK means that it
 *   left the bridge, not that it is gone
 * - `type` is ARPHRD_* (linux/if_arp.h), `flags` IFF_*, `operState` IF_OPER_* (linux/if.h), `carrier` 0 or 1
 * - `master` is the ifindex of the bridge, VRF or bond it belongs to
 * - `rest` are all other attributes, in order; a repeated one of the fields above overwrites the one before
 *
 * Decoded `address`, `rest` and `linkInfoRest` are views into the datagram: copy what is to outlive it.
 */
export type LinkMessage = LinkInfo & {
  readonly kind: 'link';
  readonly family: number;
  readonly type: number;
  readonly ifindex: number;
  readonly flags: number;
  readonly change: number;
  readonly name: string | undefined;
  readonly master: number | undefined;
  readonly address: Uint8Array | undefined;
  readonly mtu: number | undefined;
  readonly operState: number | undefined;
  readonly carrier: number | undefined;
  readonly rest: readonly Attribute[];
};

/** The payload of RTM_NEWLINK, RTM_DELLINK or RTM_GETLINK as a value. */
export function decodeLink(payload: Uint8Array): LinkMessage | DecodeFailure {
  if (payload.length < IFINFOMSG_BYTES) return failure('short_payload');
  const attributes = decodeAttributes(payload, IFINFOMSG_BYTES);
  if (isFailure(attributes)) return attributes;
  if (attributes.some(hasWrongSize)) return failure('bad_value');
  const known = new Map(attributes.map(({ type, data }) => [type, data]));
  const linkInfo = ifPresent(known.get(IFLA_LINKINFO), decodeLinkInfo) ?? NO_LINK_INFO;
  if (isFailure(linkInfo)) return linkInfo;
  return {
    kind: 'link',
    family: payload[0] ?? 0,
    type: u16At(payload, 2),
    ifindex: s32At(payload, 4),
    flags: u32At(payload, 8),
    change: u32At(payload, 12),
    name: ifPresent(known.get(IFLA_IFNAME), readString),
    master: ifPresent(known.get(IFLA_MASTER), readU32),
    address: known.get(IFLA_ADDRESS),
    mtu: ifPresent(known.get(IFLA_MTU), readU32),
    operState: ifPresent(known.get(IFLA_OPERSTATE), readU8),
    carrier: ifPresent(known.get(IFLA_CARRIER), readU8),
    ...linkInfo,
    rest: attributes.filter(({ type }) => !DECODED.has(type)),
  };
}

/** The payload that {@link decodeLink} reads as this value. */
export function encodeLink(message: LinkMessage): Uint8Array {
  const header = new Uint8Array(IFINFOMSG_BYTES);
  header[0] = message.family;
  putU16(header, 2, message.type);
  putU32(header, 4, message.ifindex);
  putU32(header, 8, message.flags);
  putU32(header, 12, message.change);
  const linkInfo = encodeLinkInfo(message);
  const attributes = encodeAttributes([
    stringAttribute(IFLA_IFNAME, message.name),
    u32Attribute(IFLA_MASTER, message.master),
    bytesAttribute(IFLA_ADDRESS, message.address),
    u32Attribute(IFLA_MTU, message.mtu),
    u8Attribute(IFLA_OPERSTATE, message.operState),
    u8Attribute(IFLA_CARRIER, message.carrier),
    bytesAttribute(IFLA_LINKINFO, linkInfo.length > 0 ? linkInfo : undefined),
    ...message.rest,
  ]);
  return joinBytes(header, attributes);
}

function hasWrongSize({ type, data }: Attribute): boolean {
  const size = DECODED.get(type);
  return size !== undefined && data.length !== size;
}

function ifPresent<T>(data: Uint8Array | undefined, read: (data: Uint8Array) => T): T | undefined {
  return data === undefined ? undefined : read(data);
}
