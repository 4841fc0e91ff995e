/** A byte in lower-case hexadecimal: in two digits, and without leading zero. Made once, for rows are made of them by the million. */
const PADDED: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const SHORT: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16));

/** The low eight bits in two digits. */
export function hexByte(value: number): string {
  return PADDED[value & 0xff] ?? '';
}

/** A 16-bit number as `toString(16)` writes it. */
export function hexGroup(value: number): string {
  return value > 0xff ? `${SHORT[value >>> 8]}${PADDED[value & 0xff]}` : (SHORT[value] ?? '');
}
