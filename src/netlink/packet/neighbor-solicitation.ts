import { viewOf } from '../codec/bytes.ts';
import { type DecodeFailure, failure } from '../codec/failure.ts';

/** The Ethernet type of IPv6. */
export const ETH_P_IPV6 = 0x86dd;

const IPV6_BYTES = 40;
/** ICMPv6 header, reserved, target, and one option with six bytes of link-layer address. */
const ICMP_BYTES = 32;
const BYTES = IPV6_BYTES + ICMP_BYTES;
const NEXT_HEADER_ICMPV6 = 58;
/** A packet with less has come over a router, and is not believed (RFC 4861, 7.1.1). */
const HOP_LIMIT = 255;
const TYPE_NEIGHBOR_SOLICITATION = 135;
const OPTION_SOURCE_LINK_LAYER = 1;

/**
 * A Neighbor Solicitation with its source link-layer address (RFC 4861, 4.3) and its IPv6 header, without the Ethernet
 * header. Addresses have 16 bytes, `sourceMac` 6. Decoded ones are views.
 */
export type NeighborSolicitation = {
  readonly kind: 'neighbor_solicitation';
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly target: Uint8Array;
  readonly sourceMac: Uint8Array;
};

/**
 * What follows the Ethernet header, as a value, if it is exactly what {@link encodeNeighborSolicitation} makes: hop limit,
 * checksum and option are checked. Padding after it is left out.
 */
export function decodeNeighborSolicitation(bytes: Uint8Array): NeighborSolicitation | DecodeFailure {
  if (bytes.length < BYTES) return failure('short_payload');
  if (bytes[6] !== NEXT_HEADER_ICMPV6 || bytes[40] !== TYPE_NEIGHBOR_SOLICITATION) return failure('wrong_type');
  const value: NeighborSolicitation = {
    kind: 'neighbor_solicitation',
    source: viewOf(bytes, 8, 24),
    destination: viewOf(bytes, 24, 40),
    target: viewOf(bytes, 48, 64),
    sourceMac: viewOf(bytes, 66, 72),
  };
  const wanted = encodeNeighborSolicitation(value);
  return wanted.every((byte, at) => bytes[at] === byte) ? value : failure('bad_value');
}

/** The bytes that {@link decodeNeighborSolicitation} reads as this value. */
export function encodeNeighborSolicitation(value: Omit<NeighborSolicitation, 'kind'>): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  bytes[0] = 0x60;
  bytes[5] = ICMP_BYTES;
  bytes[6] = NEXT_HEADER_ICMPV6;
  bytes[7] = HOP_LIMIT;
  bytes.set(value.source, 8);
  bytes.set(value.destination, 24);
  bytes[40] = TYPE_NEIGHBOR_SOLICITATION;
  bytes.set(value.target, 48);
  bytes[64] = OPTION_SOURCE_LINK_LAYER;
  bytes[65] = 1; // in units of 8 bytes
  bytes.set(value.sourceMac, 66);
  const sum = checksum(bytes);
  bytes[42] = sum >> 8;
  bytes[43] = sum;
  return bytes;
}

/** Where a solicitation for `target` goes: ff02::1:ffXX:XXXX (RFC 4291, 2.7.1). */
export function solicitedNodeAddress(target: Uint8Array): Uint8Array {
  const address = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 0);
  address.set(target.subarray(13), 13);
  return address;
}

/** The Ethernet address of an IPv6 multicast address: 33:33 and its last four bytes (RFC 2464, 7). */
export function multicastMac(address: Uint8Array): Uint8Array {
  const mac = Uint8Array.of(0x33, 0x33, 0, 0, 0, 0);
  mac.set(address.subarray(12), 2);
  return mac;
}

/** Over the pseudo-header (RFC 8200, 8.1) and the ICMPv6 message, whose checksum is still zero. */
function checksum(bytes: Uint8Array): number {
  let sum = ICMP_BYTES + NEXT_HEADER_ICMPV6;
  // Both addresses and the message stand one after the other.
  for (let at = 8; at < BYTES; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
