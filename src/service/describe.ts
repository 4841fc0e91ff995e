import type { Ip } from '../neighbor/ip.ts';
import { formatIp } from '../neighbor/ip.ts';
import type { KernelEntry } from '../neighbor/kernel-table.ts';
import { formatMac } from '../neighbor/mac.ts';
import { formatNud } from '../neighbor/nud.ts';
import {
  NTF_EXT_LEARNED,
  NTF_MASTER,
  NTF_OFFLOADED,
  NTF_PROXY,
  NTF_ROUTER,
  NTF_SELF,
  NTF_STICKY,
  NTF_USE,
  NUD_PERMANENT,
} from '../netlink/codec/neighbour.ts';
import type { Inspection } from '../sync/inspection.ts';
import type { NeighborInfo, NeighborSource, RowState } from './neighbor-info.ts';

/** As `ip neigh` of iproute2 names them. */
const FLAG_NAMES: readonly (readonly [flag: number, name: string])[] = [
  [NTF_USE, 'use'],
  [NTF_SELF, 'self'],
  [NTF_MASTER, 'master'],
  [NTF_PROXY, 'proxy'],
  [NTF_EXT_LEARNED, 'extern_learn'],
  [NTF_OFFLOADED, 'offload'],
  [NTF_STICKY, 'sticky'],
  [NTF_ROUTER, 'router'],
];

const NO_FLAGS: readonly string[] = [];

/** What the times of entries, which are monotonic, are on the clock on the wall. */
export type WallClock = { readonly nowMs: () => number; readonly monotonicMs: () => number };

/** An entry of the kernel as all faces show it. */
export function describe(
  inspection: Pick<Inspection, 'vrfOf' | 'row'>,
  interfaceName: string,
  entry: KernelEntry,
  clock: WallClock,
): NeighborInfo {
  const { ip, mac, state, flags, ifindex, changedMs } = entry;
  return {
    ipAddress: formatIp(ip),
    macAddress: typeof mac === 'number' ? formatMac(mac) : undefined,
    interface: interfaceName,
    state: formatNud(state),
    family: ip.length === 4 ? 'IPv4' : 'IPv6',
    vrf: inspection.vrfOf(ifindex),
    flags: flags === 0 ? NO_FLAGS : FLAG_NAMES.filter(([flag]) => (flags & flag) !== 0).map(([, name]) => name),
    source: sourceOf(state, flags),
    lastChanged: new Date(clock.nowMs() - clock.monotonicMs() + changedMs).toISOString(),
    row: rowStateOf(inspection, interfaceName, ip),
  };
}

function sourceOf(state: number, flags: number): NeighborSource {
  if ((flags & NTF_EXT_LEARNED) !== 0) return 'external';
  return (state & NUD_PERMANENT) !== 0 ? 'static' : 'dynamic';
}

function rowStateOf(inspection: Pick<Inspection, 'row'>, interfaceName: string, ip: Ip): RowState {
  const { published, pending } = inspection.row(interfaceName, ip);
  if (pending || published === 'unsure') return 'pending';
  return published === 'none' ? 'none' : 'written';
}
