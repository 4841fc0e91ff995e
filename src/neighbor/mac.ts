/** An Ethernet address as a number of 48 bits: it is exact in a double, compares with `===`, and fits a typed array. */
export type Mac = number;

export const ZERO_MAC: Mac = 0;
export const BROADCAST_MAC: Mac = 0xffff_ffff_ffff;

/** The address in six bytes; undefined for any other length (IPoIB has 20, tunnels have 4). */
export function macFromBytes(bytes: Uint8Array): Mac | undefined {
  if (bytes.length !== 6) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  return ((a << 16) | (b << 8) | c) * 0x100_0000 + ((d << 16) | (e << 8) | f);
}

/** The six bytes of the address. */
export function macToBytes(mac: Mac): Uint8Array {
  return Uint8Array.fromHex(toHex(mac));
}

/** Lower case, colons, 17 characters: the form that other SONiC programs compare literally. */
export function formatMac(mac: Mac): string {
  const hex = toHex(mac);
  const pair = (at: number): string => hex.slice(at, at + 2);
  return `${pair(0)}:${pair(2)}:${pair(4)}:${pair(6)}:${pair(8)}:${pair(10)}`;
}

/** The address in exactly the form of `formatMac`; undefined for any other text, upper case included. */
export function parseMac(text: string): Mac | undefined {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(text) ? Number.parseInt(text.replaceAll(':', ''), 16) : undefined;
}

function toHex(mac: Mac): string {
  return mac.toString(16).padStart(12, '0');
}
