import { viewOf } from '../codec/bytes.ts';
import { type DecodeFailure, failure } from '../codec/failure.ts';

/** The Ethernet type of ARP, and the operation of a request (RFC 826); 2 is a reply. */
export const ETH_P_ARP = 0x0806;
export const ARP_REQUEST = 1;

const BYTES = 28;
/** Ethernet (1), IPv4 (0x0800), addresses of 6 and 4 bytes. */
const HEADER = Uint8Array.of(0, 1, 8, 0, 6, 4);

/**
 * ARP for IPv4 over Ethernet (RFC 826), without its Ethernet header. Addresses are 6 and 4 bytes; `targetMac` is zero in a
 * request, for it is what is asked for. Decoded ones are views.
 */
export type ArpPacket = {
  readonly kind: 'arp';
  readonly operation: number;
  readonly senderMac: Uint8Array;
  readonly senderIp: Uint8Array;
  readonly targetMac: Uint8Array;
  readonly targetIp: Uint8Array;
};

/** What follows the Ethernet header, as a value; padding after it is left out. */
export function decodeArp(bytes: Uint8Array): ArpPacket | DecodeFailure {
  if (bytes.length < BYTES) return failure('short_payload');
  if (HEADER.some((byte, at) => bytes[at] !== byte)) return failure('wrong_type');
  return {
    kind: 'arp',
    operation: ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0),
    senderMac: viewOf(bytes, 8, 14),
    senderIp: viewOf(bytes, 14, 18),
    targetMac: viewOf(bytes, 18, 24),
    targetIp: viewOf(bytes, 24, 28),
  };
}

/** The bytes that {@link decodeArp} reads as this value. */
export function encodeArp({
  operation,
  senderMac,
  senderIp,
  targetMac,
  targetIp,
}: Omit<ArpPacket, 'kind'>): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  bytes.set(HEADER);
  bytes[6] = operation >> 8;
  bytes[7] = operation;
  bytes.set(senderMac, 8);
  bytes.set(senderIp, 14);
  bytes.set(targetMac, 18);
  bytes.set(targetIp, 24);
  return bytes;
}
