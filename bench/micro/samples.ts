import type { Ip } from '../../src/neighbor/ip.ts';
import type { PolicyEntry } from '../../src/neighbor/policy.ts';
import type { RowWrite, StoredRow } from '../../src/neighbor/row.ts';
import { NUD_REACHABLE } from '../../src/netlink/codec/neighbour.ts';
import { floodAddress } from '../../test/support/flood-request.ts';
import { sampleRows } from '../sample-rows.ts';

export const COUNT = 10_000;
/** What a script takes at most. */
export const BATCH = 128;
export const FIRST_MAC = 0x0200_0000_0000;
export const INTERFACE_NAME = 'Ethernet0';

/** The same neighbors in the forms that they take on their way, IPv4 and IPv6 in turn. */
export type Samples = {
  readonly ips: readonly Ip[];
  readonly entries: readonly PolicyEntry[];
  readonly rows: readonly RowWrite[];
  readonly stored: readonly StoredRow[];
};

export function createSamples(): Samples {
  const ips = Array.from({ length: COUNT }, (_, index) => floodAddress(index, index % 2 === 0));
  const rows = sampleRows(COUNT);
  return {
    ips,
    rows,
    stored: rows.flatMap((row) => (row.kind === 'set' ? [{ key: row.key, neigh: row.mac, family: row.family }] : [])),
    entries: ips.map((ip, place) => ({
      interfaceName: INTERFACE_NAME,
      ip,
      state: NUD_REACHABLE,
      flags: 0,
      mac: FIRST_MAC + place,
      ageMs: 0,
      published: 'none',
      masterName: undefined,
      vrfName: 'default',
    })),
  };
}

/** Of what `of` returns for each: so that none of the calls can be left out. */
export function sumOf<T>(all: readonly T[], of: (one: T, place: number) => number): number {
  let sum = 0;
  for (const [place, one] of all.entries()) sum += of(one, place);
  return sum;
}
