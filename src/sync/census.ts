import type { KernelTable } from '../neighbor/kernel-table.ts';
import { formatNud } from '../neighbor/nud.ts';
import type { RowFamily } from '../neighbor/row.ts';
import { rowFamily } from '../neighbor/stored-row.ts';
import { NTF_EXT_LEARNED, NUD_PERMANENT } from '../netlink/codec/neighbour.ts';
import { countUnder } from './counters.ts';

/** How many entries of a family are in a NUD state. */
export type Census = { readonly family: RowFamily; readonly state: string; readonly entries: number };

/** Counts the kernel's entries by family and NUD state. */
export function takeCensus(table: Pick<KernelTable, 'entries'>): readonly Census[] {
  const counts = new Map<string, { family: RowFamily; state: string; entries: number }>();
  for (const { ip, state } of table.entries()) {
    const id = `${ip.length}/${state}`;
    const known = counts.get(id);
    if (known === undefined) counts.set(id, { family: rowFamily(ip), state: formatNud(state), entries: 1 });
    else known.entries++;
  }
  return [...counts.values()];
}

/** Counts those that the kernel limits (gc_thresh3), by family: all but permanent and externally learned ones. */
export function countGcEntries(table: Pick<KernelTable, 'entries'>): ReadonlyMap<RowFamily, number> {
  const counts = new Map<RowFamily, number>([
    ['IPv4', 0],
    ['IPv6', 0],
  ]);
  for (const { ip, state, flags } of table.entries()) {
    if ((state & NUD_PERMANENT) === 0 && (flags & NTF_EXT_LEARNED) === 0) countUnder(counts, rowFamily(ip));
  }
  return counts;
}
