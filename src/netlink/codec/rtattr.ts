import { DaemonError } from '../../base/errors.ts';
import { align4, putU16, putU32, u16At, u32At, viewOf } from './bytes.ts';
import { type DecodeFailure, failure } from './failure.ts';

/** Size of struct rtattr (linux/rtnetlink.h). */
export const RTA_HDRLEN = 4;

/** rta_len is 16 bits wide and counts the header. */
const MAX_DATA_BYTES = 0xffff - RTA_HDRLEN;

/** What is left of rta_type without NLA_F_NESTED and NLA_F_NET_BYTEORDER: NLA_TYPE_MASK (linux/netlink.h). */
const NLA_TYPE_MASK = 0x3fff;

const utf8Encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * One attribute: struct rtattr (linux/rtnetlink.h) without its length, and what follows.
 *
 * `type` has no NLA_F_NESTED or NLA_F_NET_BYTEORDER bit. Decoded `data` is a view into the datagram.
 */
export type Attribute = { readonly type: number; readonly data: Uint8Array };

/** What `rest` is when nothing is left over: one array for all, so that having none costs nothing. */
export const NO_ATTRIBUTES: readonly Attribute[] = Object.freeze([]);

/** All attributes from offset `from` to the end, in the order they came. */
export function decodeAttributes(bytes: Uint8Array, from = 0): readonly Attribute[] | DecodeFailure {
  const attributes: Attribute[] = [];
  let at = from;
  while (at < bytes.length) {
    const end = attributeEnd(bytes, at);
    if (end === undefined) return failure('bad_attribute');
    attributes.push(attributeAt(bytes, at, end));
    at = align4(end);
  }
  return attributes;
}

/**
 * The attributes one after the other, each padded to a multiple of 4; those that are `undefined` are skipped.
 *
 * @throws DaemonError `bug` for one of more than 65531 bytes, which struct rtattr cannot hold
 */
export function encodeAttributes(attributes: readonly (Attribute | undefined)[]): Uint8Array {
  const present = attributes.filter((attribute) => attribute !== undefined);
  const bytes = new Uint8Array(present.reduce((total, { data }) => total + RTA_HDRLEN + align4(data.length), 0));
  let at = 0;
  for (const attribute of present) at = putAttribute(bytes, at, attribute);
  return bytes;
}

/** Where the attribute at offset `at` ends, padding not counted, or `undefined` if it is not wholly before `to`. */
export function attributeEnd(bytes: Uint8Array, at: number, to = bytes.length): number | undefined {
  if (to - at < RTA_HDRLEN) return undefined;
  const length = u16At(bytes, at);
  return length >= RTA_HDRLEN && length <= to - at ? at + length : undefined;
}

/** The type of the attribute at offset `at`, without flag bits. */
export function attributeType(bytes: Uint8Array, at: number): number {
  return u16At(bytes, at + 2) & NLA_TYPE_MASK;
}

/** The attribute from offset `at` to `end`, as {@link attributeEnd} gave it. */
export function attributeAt(bytes: Uint8Array, at: number, end: number): Attribute {
  return { type: attributeType(bytes, at), data: viewOf(bytes, at + RTA_HDRLEN, end) };
}

/** The __u8 that `data` is, or `undefined` if it is not one byte. */
export function readU8(data: Uint8Array): number | undefined {
  return data.length === 1 ? data[0] : undefined;
}

/** The __u32 that `data` is, or `undefined` if it is not four bytes. */
export function readU32(data: Uint8Array): number | undefined {
  return data.length === 4 ? u32At(data, 0) : undefined;
}

/** The text up to the first NUL, or all of it; bytes that are not UTF-8 become U+FFFD. */
export function readString(data: Uint8Array): string {
  const nul = data.indexOf(0);
  return utf8Decoder.decode(nul === -1 ? data : viewOf(data, 0, nul));
}

/** An attribute of these bytes, or none. */
export function bytesAttribute(type: number, data: Uint8Array | undefined): Attribute | undefined {
  return data === undefined ? undefined : { type, data };
}

/** An attribute that is a __u8, or none. */
export function u8Attribute(type: number, value: number | undefined): Attribute | undefined {
  return value === undefined ? undefined : { type, data: Uint8Array.of(value) };
}

/** An attribute that is a __u32, or none. */
export function u32Attribute(type: number, value: number | undefined): Attribute | undefined {
  if (value === undefined) return undefined;
  const data = new Uint8Array(4);
  putU32(data, 0, value);
  return { type, data };
}

/** An attribute that is a NUL-terminated string, or none. */
export function stringAttribute(type: number, value: string | undefined): Attribute | undefined {
  return value === undefined ? undefined : { type, data: utf8Encoder.encode(`${value}\0`) };
}

function putAttribute(bytes: Uint8Array, at: number, { type, data }: Attribute): number {
  if (data.length > MAX_DATA_BYTES) {
    const message = `attribute ${type} has ${data.length} bytes, at most ${MAX_DATA_BYTES} fit`;
    throw new DaemonError('bug', { op: 'encode attributes', message });
  }
  putU16(bytes, at, RTA_HDRLEN + data.length);
  putU16(bytes, at + 2, type);
  bytes.set(data, at + RTA_HDRLEN);
  return at + RTA_HDRLEN + align4(data.length);
}
