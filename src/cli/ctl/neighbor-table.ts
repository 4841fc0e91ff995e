import { parseIp } from '../../neighbor/ip.ts';
import type { NeighborInfo } from '../../service/neighbor-info.ts';
import { formatTable } from '../table.ts';
import { formatAge } from './age.ts';
import { type Paint, paintState } from './paint.ts';
import type { Wire } from './wire.ts';

export type Neighbor = Wire<NeighborInfo>;

const HEAD = ['ADDRESS', 'MAC', 'INTERFACE', 'STATE', 'VRF', 'AGE', 'SOURCE', 'ROW'] as const;
const STATE = HEAD.indexOf('STATE');
const ROW = HEAD.indexOf('ROW');

/** Neighbors for people, in the order given. */
export function formatNeighbors(neighbors: readonly Neighbor[], nowMs: number, paint: Paint): string {
  const rows = neighbors.map((one) => cells(one, nowMs));
  return formatTable(HEAD, rows, (text, column, row) => {
    if (row < 0) return paint.head(text);
    if (column === STATE) return paintState(text, paint);
    if (column === ROW) return paintRow(text, paint);
    return text;
  });
}

function cells(neighbor: Neighbor, nowMs: number): readonly string[] {
  const { ip_address, mac_address, interface: name, state, vrf, last_changed, source, row } = neighbor;
  return [ip_address, mac_address ?? '-', name, state, vrf ?? '-', formatAge(last_changed, nowMs), source, row];
}

function paintRow(text: string, paint: Paint): string {
  switch (text) {
    case 'pending':
      return paint.fair(text);
    case 'none':
      return paint.faint(text);
    default:
      return text;
  }
}

/** One neighbor in a line: `10.0.0.1 02:00:00:00:00:01 Ethernet0 REACHABLE`, and what else there is to say. */
export function formatNeighbor(neighbor: Neighbor, paint: Paint): string {
  const { ip_address, mac_address, interface: name, state } = neighbor;
  const more = remarks(neighbor).join(' ');
  return `${ip_address} ${mac_address ?? '-'} ${name} ${paintState(state, paint)} ${more}`;
}

/** The same where it is clear which neighbor it is. */
export function formatEntry(neighbor: Neighbor, paint: Paint): string {
  const { mac_address, state } = neighbor;
  return [paintState(state, paint), mac_address ?? 'no MAC', ...remarks(neighbor)].join(' ');
}

function remarks({ vrf, flags, source, row }: Neighbor): readonly string[] {
  return [...(vrf === null || vrf === 'default' ? [] : [`vrf ${vrf}`]), ...flags, source, `row ${row}`];
}

/** Texts that are in the order of the service: IPv4 first, then by bytes, then by the name of the interface. */
export function sortKey({ ip_address, interface: name }: Pick<Neighbor, 'ip_address' | 'interface'>): string {
  const ip = parseIp(ip_address);
  return `${ip === undefined ? 'z' : `${ip.length === 4 ? 4 : 6}${ip.toHex()}`} ${name}`;
}
