import type { Ip } from '../neighbor/ip.ts';
import { maskByte, type Prefix } from './arguments.ts';

/**
 * A neighbor as text that sorts as lists are ordered: family, address, name of the interface; one character per byte. Compact,
 * and compared by the engine without a function of ours.
 */
export type OrderKey = string & { readonly brand: 'OrderKey' };

/** Before every key. */
export const FIRST_KEY = '' as OrderKey;

const FAMILY_OF: Readonly<Record<number, string>> = { 4: '4', 16: '6' };

export function orderKey(interfaceName: string, ip: Ip): OrderKey {
  return `${FAMILY_OF[ip.length]}${String.fromCharCode(...ip)}${interfaceName}` as OrderKey;
}

/** The parts of a key; undefined when it is none, for a cursor comes from outside. */
export function splitKey(key: string): { readonly interfaceName: string; readonly ip: Ip } | undefined {
  const length = key[0] === '4' ? 4 : key[0] === '6' ? 16 : undefined;
  if (length === undefined || key.length <= 1 + length) return undefined;
  const ip = new Uint8Array(length);
  for (let byte = 0; byte < length; byte++) {
    const code = key.charCodeAt(1 + byte);
    if (code > 0xff) return undefined;
    ip[byte] = code;
  }
  return { interfaceName: key.slice(1 + length), ip };
}

/** Keys within a prefix are those from `from` up to, and without, `until`. */
export function rangeOf({ ip, length }: Prefix): { readonly from: OrderKey; readonly until: OrderKey } {
  const last = ip.map((byte, place) => byte | (~maskByte(length - place * 8) & 0xff));
  // No name has this character.
  return { from: orderKey('', ip), until: orderKey('\uffff', last) };
}

/** A key in a form that survives URLs and headers. */
export function encodeCursor(key: OrderKey): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

/** Undefined for what `encodeCursor` never makes. */
export function decodeCursor(cursor: string): OrderKey | undefined {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  return splitKey(key) !== undefined && encodeCursor(key as OrderKey) === cursor ? (key as OrderKey) : undefined;
}
