import { joinBytes, putU32, s32At } from './bytes.ts';
import { type DecodeFailure, failure, isFailure } from './failure.ts';
import { type Attribute, bytesAttribute, decodeAttributes, encodeAttributes, readU32, u32Attribute } from './rtattr.ts';

/** Message types that begin with struct ifaddrmsg (linux/rtnetlink.h). */
export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
export const RTM_GETADDR = 22;

/** Address flags (linux/if_addr.h): duplicate address detection has failed, or has not ended. */
export const IFA_F_DADFAILED = 0x08;
export const IFA_F_TENTATIVE = 0x40;

const IFADDRMSG_BYTES = 8;

const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_FLAGS = 8;

const DECODED: ReadonlySet<number> = new Set([IFA_ADDRESS, IFA_LOCAL, IFA_FLAGS]);

/**
 * An address of an interface as the kernel tells it: struct ifaddrmsg and its attributes (linux/if_addr.h).
 *
 * - `scope` is RT_SCOPE_* (linux/rtnetlink.h)
 * - `local` is our own address; where it is missing, as for IPv6, `address` is, which else is that of the prefix or the peer
 * - `flags` are the eight bits of the header, `allFlags` all of them, if the kernel sent them
 * - `rest` are all other attributes, in order; a repeated one of the fields above overwrites the one before
 *
 * Decoded `address`, `local` and `rest` are views into the datagram: copy what is to outlive it.
 */
export type AddressMessage = {
  readonly kind: 'address';
  readonly family: number;
  readonly prefixLength: number;
  readonly flags: number;
  readonly scope: number;
  readonly ifindex: number;
  readonly address: Uint8Array | undefined;
  readonly local: Uint8Array | undefined;
  readonly allFlags: number | undefined;
  readonly rest: readonly Attribute[];
};

/** The payload of RTM_NEWADDR, RTM_DELADDR or RTM_GETADDR as a value. Lengths of addresses are not judged. */
export function decodeAddress(payload: Uint8Array): AddressMessage | DecodeFailure {
  if (payload.length < IFADDRMSG_BYTES) return failure('short_payload');
  const attributes = decodeAttributes(payload, IFADDRMSG_BYTES);
  if (isFailure(attributes)) return attributes;
  if (attributes.some(({ type, data }) => type === IFA_FLAGS && data.length !== 4)) return failure('bad_value');
  const known = new Map(attributes.map(({ type, data }) => [type, data]));
  const flags = known.get(IFA_FLAGS);
  return {
    kind: 'address',
    family: payload[0] ?? 0,
    prefixLength: payload[1] ?? 0,
    flags: payload[2] ?? 0,
    scope: payload[3] ?? 0,
    ifindex: s32At(payload, 4),
    address: known.get(IFA_ADDRESS),
    local: known.get(IFA_LOCAL),
    allFlags: flags === undefined ? undefined : readU32(flags),
    rest: attributes.filter(({ type }) => !DECODED.has(type)),
  };
}

/** The payload that {@link decodeAddress} reads as this value. */
export function encodeAddress(message: AddressMessage): Uint8Array {
  const header = Uint8Array.of(message.family, message.prefixLength, message.flags, message.scope, 0, 0, 0, 0);
  putU32(header, 4, message.ifindex);
  const attributes = encodeAttributes([
    bytesAttribute(IFA_ADDRESS, message.address),
    bytesAttribute(IFA_LOCAL, message.local),
    u32Attribute(IFA_FLAGS, message.allFlags),
    ...message.rest,
  ]);
  return joinBytes(header, attributes);
}
