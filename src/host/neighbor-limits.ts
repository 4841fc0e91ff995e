import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How full the kernel's neighbor table of one family may get, and how often it was too full. */
export type NeighborLimits = {
  readonly family: 'IPv4' | 'IPv6';
  /** More entries than this, permanent and externally learned ones apart, are refused; undefined where it is not shown. */
  readonly gcThresh3: number | undefined;
  /** Entries refused since the machine started, over all processors; undefined where it is not shown. */
  readonly tableFulls: number | undefined;
};

const FAMILIES = [
  { family: 'IPv4', threshold: 'sys/net/ipv4/neigh/default/gc_thresh3', statistics: 'net/stat/arp_cache' },
  { family: 'IPv6', threshold: 'sys/net/ipv6/neigh/default/gc_thresh3', statistics: 'net/stat/ndisc_cache' },
] as const;

/**
 * Reads the limits of the neighbor tables (net/core/neighbour.c). They are one for the whole machine, and the kernel shows
 * them in the initial network namespace only.
 *
 * @param proc where /proc is
 */
export function readNeighborLimits(proc = '/proc'): readonly NeighborLimits[] {
  return FAMILIES.map(({ family, threshold, statistics }) => ({
    family,
    gcThresh3: parseCount(readText(join(proc, threshold))),
    tableFulls: sumColumn(readText(join(proc, statistics)), 'table_fulls'),
  }));
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

function parseCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** A table with a head, and a line in hex for each processor. */
function sumColumn(text: string | undefined, name: string): number | undefined {
  const [head = '', ...lines] = (text ?? '').trim().split('\n');
  const column = head.trim().split(/\s+/).indexOf(name);
  if (column === -1) return undefined;
  const values = lines.map((line) => Number.parseInt(line.trim().split(/\s+/)[column] ?? '', 16));
  return values.some(Number.isNaN) ? undefined : values.reduce((sum, value) => sum + value, 0);
}
