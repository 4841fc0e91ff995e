import { hexGroup } from './hex.ts';

/**
 * IP addresses as bytes in network order: 4 for IPv4, 16 for IPv6. The length is the family.
 *
 * Text is what glibc's inet_ntop writes, for other SONiC programs compare it literally: `::ffff:10.0.0.1`, and
 * `::0.1.0.2` for `::1:2`; a single zero group is not compressed; there is no zone id.
 */
export type Ip = Uint8Array;

/** The text form of an address. */
export function formatIp(ip: Ip): string {
  if (ip.length === 4) return formatIpv4(ip, 0);
  const run = longestZeroRun(ip);
  if (run.start === 0 && run.length === 6) return `::${formatIpv4(ip, 12)}`;
  if (run.start === 0 && run.length === 5 && groupAt(ip, 5) === 0xffff) return `::ffff:${formatIpv4(ip, 12)}`;
  if (run.length < 2) return formatGroups(ip, 0, GROUPS);
  return `${formatGroups(ip, 0, run.start)}::${formatGroups(ip, run.start + run.length, GROUPS)}`;
}

const GROUPS = 8;

function groupAt(ip: Ip, group: number): number {
  return ((ip[group * 2] ?? 0) << 8) | (ip[group * 2 + 1] ?? 0);
}

function formatIpv4(ip: Ip, at: number): string {
  return `${ip[at]}.${ip[at + 1]}.${ip[at + 2]}.${ip[at + 3]}`;
}

function formatGroups(ip: Ip, from: number, to: number): string {
  let text = '';
  for (let group = from; group < to; group++) text += (group > from ? ':' : '') + hexGroup(groupAt(ip, group));
  return text;
}

/** The first of the longest runs of zero groups. */
function longestZeroRun(ip: Ip): { readonly start: number; readonly length: number } {
  const best = { start: 0, length: 0 };
  let start = 0;
  for (let group = 0; group < GROUPS; group++) {
    if (groupAt(ip, group) !== 0) start = group + 1;
    else if (group + 1 - start > best.length) {
      best.start = start;
      best.length = group + 1 - start;
    }
  }
  return best;
}

const COLON = 0x3a;
const DOT = 0x2e;

/** The bytes of an address in any valid text form without a zone id; undefined when it is none. */
export function parseIp(text: string): Ip | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/** Four numbers of 0 to 255, without leading zeros. */
function parseIpv4(text: string): Ip | undefined {
  const ip = new Uint8Array(4);
  let at = 0;
  for (let part = 0; part < 4; part++) {
    const start = at;
    let value = 0;
    for (; at - start < 3 && isDigit(text.charCodeAt(at)); at++) value = value * 10 + text.charCodeAt(at) - 0x30;
    if (at === start || value > 255 || (at - start > 1 && text.charCodeAt(start) === 0x30)) return undefined;
    ip[part] = value;
    if (part < 3 && text.charCodeAt(at++) !== DOT) return undefined;
  }
  return at === text.length ? ip : undefined;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Walked in place: every row that is read back and every row that is written passes here. */
function parseIpv6(text: string): Ip | undefined {
  const ip = new Uint8Array(16);
  let groups = 0;
  /** How many groups stand before `::`. */
  let gap: number | undefined;
  let at = 0;
  if (text.startsWith('::')) {
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    const end = hexEnd(text, at);
    if (text.charCodeAt(end) === DOT) {
      const ipv4 = groups <= GROUPS - 2 ? parseIpv4(text.slice(at)) : undefined;
      if (ipv4 === undefined) return undefined;
      ip.set(ipv4, groups * 2);
      groups += 2;
      break;
    }
    if (end === at || end - at > 4 || groups === GROUPS) return undefined;
    const group = Number.parseInt(text.slice(at, end), 16);
    ip[groups * 2] = group >> 8;
    ip[groups * 2 + 1] = group;
    groups++;
    if (end === text.length) break;
    if (text.charCodeAt(end) !== COLON || end + 1 === text.length) return undefined;
    at = end + 1;
    if (text.charCodeAt(at) !== COLON) continue;
    if (gap !== undefined) return undefined;
    gap = groups;
    at++;
  }
  if (gap === undefined ? groups !== GROUPS : groups === GROUPS) return undefined;
  if (gap !== undefined) openGap(ip, gap * 2, groups * 2);
  return ip;
}

/** The end of the hexadecimal digits that begin at `at`. */
function hexEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && isHexDigit(text.charCodeAt(end))) end++;
  return end;
}

function isHexDigit(code: number): boolean {
  const letter = code | 0x20;
  return isDigit(code) || (letter >= 0x61 && letter <= 0x66);
}

/** Moves the bytes from `gap` to `end` to the end of the address; zeros take their place. */
function openGap(ip: Ip, gap: number, end: number): void {
  ip.copyWithin(16 - (end - gap), gap, end);
  ip.fill(0, gap, 16 - (end - gap));
}

/** 169.254/16 (RFC 3927) */
export function isIpv4LinkLocal(ip: Ip): boolean {
  return ip.length === 4 && ip[0] === 169 && ip[1] === 254;
}

/** fe80::/10 (RFC 4291, 2.5.6) */
export function isIpv6LinkLocal(ip: Ip): boolean {
  return ip.length === 16 && ip[0] === 0xfe && ((ip[1] ?? 0) & 0xc0) === 0x80;
}

/** ffX2::, multicast of link-local scope (RFC 4291, 2.7), whatever the flags X are. */
export function isIpv6LinkLocalMulticast(ip: Ip): boolean {
  return ip.length === 16 && ip[0] === 0xff && ((ip[1] ?? 0) & 0x0f) === 0x02;
}
