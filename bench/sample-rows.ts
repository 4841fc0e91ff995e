import { formatIp } from '../src/neighbor/ip.ts';
import { formatMac } from '../src/neighbor/mac.ts';
import type { RowWrite } from '../src/neighbor/row.ts';
import { floodAddress } from '../test/support/flood-request.ts';

const FIRST_MAC = 0x0200_0000_0000;

/** Rows of neighbors as floods make them, IPv4 and IPv6 in turn. */
export function sampleRows(count: number): readonly RowWrite[] {
  return Array.from({ length: count }, (_, index): RowWrite => {
    const isIpv4 = index % 2 === 0;
    const key = `Ethernet0:${formatIp(floodAddress(index, isIpv4))}`;
    return { kind: 'set', key, mac: formatMac(FIRST_MAC + index), family: isIpv4 ? 'IPv4' : 'IPv6' };
  });
}
