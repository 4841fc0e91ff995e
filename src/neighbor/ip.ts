/**
 * IP addresses as bytes in network order: 4 for IPv4, 16 for IPv6. The length is the family.
 *
 * Text is what glibc's inet_ntop writes, for other SONiC programs compare it literally: `::ffff:10.0.0.1`, and
 * `::0.1.0.2` for `::1:2`; a single zero group is not compressed; there is no zone id.
 */
export type Ip = Uint8Array;

/** The text form of an address. */
export function formatIp(ip: Ip): string {
  if (ip.length === 4) return `${ip[0]}.${ip[1]}.${ip[2]}.${ip[3]}`;
  const groups: number[] = [];
  for (let at = 0; at < 16; at += 2) groups.push(((ip[at] ?? 0) << 8) | (ip[at + 1] ?? 0));
  const run = longestZeroRun(groups);
  if (run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff))) {
    const prefix = run.length === 6 ? '::' : '::ffff:';
    return prefix + formatIp(ip.subarray(12));
  }
  if (run.length < 2) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

function hex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

/** The first of the longest runs of zero groups. */
function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}

/** The bytes of an address in any valid text form without a zone id; undefined when it is none. */
export function parseIp(text: string): Ip | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Ip | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes = new Uint8Array(4);
  for (const [index, part] of parts.entries()) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bytes[index] = Number(part);
  }
  return bytes;
}

function parseIpv6(text: string): Ip | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const last = halves.length - 1;
  const groups = halves.map((half, index) => parseGroups(half, index === last));
  const [head, tail] = groups;
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const known = head.length + (tail?.length ?? 0);
  if (tail === undefined ? known !== 8 : known > 7) return undefined;
  const all = [...head, ...Array.from({ length: 8 - known }, () => 0), ...(tail ?? [])];
  const bytes = new Uint8Array(16);
  for (const [index, group] of all.entries()) {
    bytes[index * 2] = group >> 8;
    bytes[index * 2 + 1] = group & 0xff;
  }
  return bytes;
}

/** Colon-separated groups of one side of `::`; the last may be an embedded IPv4 address, which counts as two. */
function parseGroups(text: string, mayEmbed: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (mayEmbed && index === parts.length - 1 && part.includes('.')) {
      const ipv4 = parseIpv4(part);
      if (ipv4 === undefined) return undefined;
      groups.push(((ipv4[0] ?? 0) << 8) | (ipv4[1] ?? 0), ((ipv4[2] ?? 0) << 8) | (ipv4[3] ?? 0));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
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
