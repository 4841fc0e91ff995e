import { hexByte } from './hex.ts';

/** An Ethernet address as a number of 48 bits: it is exact in a double, compares with `===`, and fits a typed array. */
export type Mac = number;

/** Three bytes: more than that do not fit bit operations together. */
const HALF = 0x100_0000;

export const ZERO_MAC: Mac = 0;
export const BROADCAST_MAC: Mac = 0xffff_ffff_ffff;

/** The address in six bytes; undefined for any other length (IPoIB has 20, tunnels have 4). */
export function macFromBytes(bytes: Uint8Array): Mac | undefined {
  if (bytes.length !== 6) return undefined;
  return halfAt(bytes, 0) * HALF + halfAt(bytes, 3);
}

/** The six bytes of the address. */
export function macToBytes(mac: Mac): Uint8Array {
  return Uint8Array.fromHex(mac.toString(16).padStart(12, '0'));
}

/** Lower case, colons, 17 characters: the form that other SONiC programs compare literally. */
export function formatMac(mac: Mac): string {
  const [high, low] = [Math.floor(mac / HALF), mac % HALF];
  return `${formatHalf(high)}:${formatHalf(low)}`;
}

/** The address in exactly the form of `formatMac`; undefined for any other text, upper case included. */
export function parseMac(text: string): Mac | undefined {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text) ? Number.parseInt(text.replaceAll(':', ''), 16) : undefined;
}

function formatHalf(half: number): string {
  return `${hexByte(half >>> 16)}:${hexByte(half >>> 8)}:${hexByte(half)}`;
}

function halfAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}
