import type { KernelTable } from '../neighbor/kernel-table.ts';
import { formatNud } from '../neighbor/nud.ts';
import type { RowFamily } from '../neighbor/row.ts';
import { rowFamily } from '../neighbor/stored-row.ts';
import { NTF_EXT_LEARNED, NUD_PERMANENT } from '../netlink/codec/neighbour.ts';

/** How many entries of a family are in a NUD state, and how many of them count for what the kernel limits (gc_thresh3). */
export type Census = {
  readonly family: RowFamily;
  readonly state: string;
  readonly entries: number;
  readonly gcEntries: number;
};

/** Counts the kernel's entries by family and NUD state. */
export function takeCensus(table: Pick<KernelTable, 'entries'>): readonly Census[] {
  const counts = new Map<string, { family: RowFamily; state: string; entries: number; gcEntries: number }>();
  for (const { ip, state, flags } of table.entries()) {
    const id = `${ip.length}/${state}`;
    const known = counts.get(id) ?? { family: rowFamily(ip), state: formatNud(state), entries: 0, gcEntries: 0 };
    known.entries++;
    if ((state & NUD_PERMANENT) === 0 && (flags & NTF_EXT_LEARNED) === 0) known.gcEntries++;
    counts.set(id, known);
  }
  return [...counts.values()];
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
