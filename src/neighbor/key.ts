import { formatIp, type Ip, parseIp } from './ip.ts';

/** `<ifname>:<ip>`, the key of a neighbor in APPL_DB, without the table name. */
export type NeighborKey = string & { readonly brand: 'NeighborKey' };

export function formatKey(interfaceName: string, ip: Ip): NeighborKey {
  return `${interfaceName}:${formatIp(ip)}` as NeighborKey;
}

/** Splits a key at its first colon; undefined unless the address is in the canonical text form, and so the key ours. */
export function parseKey(key: string): { readonly interfaceName: string; readonly ip: Ip } | undefined {
  const colon = key.indexOf(':');
  if (colon < 1) return undefined;
  const text = key.slice(colon + 1);
  const ip = parseIp(text);
  return ip === undefined || formatIp(ip) !== text ? undefined : { interfaceName: key.slice(0, colon), ip };
}
