import type { KernelTable } from '../neighbor/kernel-table.ts';
import { formatNud } from '../neighbor/nud.ts';
import type { RowFamily } from '../neighbor/row.ts';
import { rowFamily } from '../neighbor/stored-row.ts';
import { NTF_EXT_LEARNED, NUD_PERMANENT } from '../netlink/codec/neighbour.ts';

/** ndm_state has two bytes. */
const NUD_VALUES = 0x1_0000;

/** How many entries of a family in a VRF are in a NUD state, and how many of them count for what the kernel limits (gc_thresh3). */
export type Census = {
  readonly vrf: string;
  readonly family: RowFamily;
  readonly state: string;
  readonly entries: number;
  readonly gcEntries: number;
};

type Counted = { -readonly [K in keyof Census]: Census[K] };

/**
 * Counts the kernel's entries by VRF, family and NUD state.
 *
 * @param vrfLabel the name under which the VRF of an interface is counted
 */
export function takeCensus(
  table: Pick<KernelTable, 'entries'>,
  vrfLabel: (ifindex: number) => string,
): readonly Census[] {
  const counts = new Map<string, Map<number, Counted>>();
  const vrfs = new Map<number, string>();
  for (const { ifindex, ip, state, flags } of table.entries()) {
    const vrf = vrfs.get(ifindex) ?? vrfLabel(ifindex);
    vrfs.set(ifindex, vrf);
    const ofVrf = counts.get(vrf) ?? new Map<number, Counted>();
    counts.set(vrf, ofVrf);
    const id = ip.length * NUD_VALUES + state;
    const known = ofVrf.get(id) ?? { vrf, family: rowFamily(ip), state: formatNud(state), entries: 0, gcEntries: 0 };
    known.entries++;
    if ((state & NUD_PERMANENT) === 0 && (flags & NTF_EXT_LEARNED) === 0) known.gcEntries++;
    ofVrf.set(id, known);
  }
  return [...counts.values()].flatMap((ofVrf) => [...ofVrf.values()]);
}

/** Adds up those that the kernel limits, by family: all but permanent and externally learned ones. */
export function sumGcEntries(census: readonly Census[]): ReadonlyMap<RowFamily, number> {
  const counts = new Map<RowFamily, number>([
    ['IPv4', 0],
    ['IPv6', 0],
  ]);
  for (const { family, gcEntries } of census) counts.set(family, (counts.get(family) ?? 0) + gcEntries);
  return counts;
}
