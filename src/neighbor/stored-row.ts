import type { Ip } from './ip.ts';
import { parseKey } from './key.ts';
import { type Mac, parseMac } from './mac.ts';
import type { RowFamily, StoredRow } from './row.ts';

/** A row of the database as we understand it; `mac` is undefined when any field is missing or not in our form. */
export type ReadRow = { readonly interfaceName: string; readonly ip: Ip; readonly mac: Mac | undefined };

export function rowFamily(ip: Ip): RowFamily {
  return ip.length === 4 ? 'IPv4' : 'IPv6';
}

/** Reads a stored row; undefined when its key is not one that we would write. */
export function readStoredRow(row: StoredRow): ReadRow | undefined {
  const key = parseKey(row.key);
  if (key === undefined) return undefined;
  const mac = row.neigh === undefined || row.family !== rowFamily(key.ip) ? undefined : parseMac(row.neigh);
  return { ...key, mac };
}

/** The interface that a key claims to be of, canonical or not. */
export function claimedInterface(key: string): string {
  const colon = key.indexOf(':');
  return colon === -1 ? key : key.slice(0, colon);
}
