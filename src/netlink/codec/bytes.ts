/**
 * Numbers in host byte order, which is little-endian on every machine the daemon runs on (x64, arm64).
 *
 * Readers do not check bounds: a byte beyond the end reads as zero. Callers check lengths first.
 */

/** The __u16 at offset `at`. */
export function u16At(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** The __s32 at offset `at`. */
export function s32At(bytes: Uint8Array, at: number): number {
  return u16At(bytes, at) | (u16At(bytes, at + 2) << 16);
}

/** The __u32 at offset `at`. */
export function u32At(bytes: Uint8Array, at: number): number {
  return s32At(bytes, at) >>> 0;
}

/** Writes the low 16 bits of `value` at offset `at`. */
export function putU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

/** Writes the low 32 bits of `value`, signed or not, at offset `at`. */
export function putU32(bytes: Uint8Array, at: number, value: number): void {
  putU16(bytes, at, value);
  putU16(bytes, at + 2, value >>> 16);
}

/** The same memory from `from` to `to`: a plain Uint8Array even of a Buffer, whose own `subarray` is slower. */
export function viewOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from);
}

/** A new array with the contents of `parts`, one after the other. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** `length` rounded up to a multiple of 4: NLMSG_ALIGN and RTA_ALIGN (linux/netlink.h, linux/rtnetlink.h). */
export function align4(length: number): number {
  return (length + 3) & ~3;
}
