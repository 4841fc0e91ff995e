import { ownsInterface } from '../neighbor/policy.ts';
import { claimedInterface, readStoredRow } from '../neighbor/stored-row.ts';
import type { Image } from './image.ts';
import type { RowReader } from './ports.ts';

/** Keys remembered that are under our interfaces but not in canonical form; the rest wait for the next reload. */
export const MALFORMED_LIMIT = 1000;

/**
 * Reads the database's rows into the mirror, in place of what it held, and drops all pending changes: every intent is
 * to be proposed anew. Nothing may be in flight. Rows of interfaces that are not ours are passed over.
 *
 * @returns keys under interfaces of ours that no neighbor can have, at most 1000
 */
export async function loadTable(image: Image, read: RowReader, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { mirror, pending, drifted, counters, policy } = image;
  const malformed = new Set<string>();
  pending.clear();
  drifted.clear();
  mirror.clear();
  for await (const rows of read(signal)) {
    for (const row of rows) {
      if (!ownsInterface(claimedInterface(row.key), policy)) continue;
      const known = readStoredRow(row);
      if (known !== undefined) mirror.record(mirror.intern(known.interfaceName, known.ip), known.mac ?? 'unsure');
      else if (malformed.size < MALFORMED_LIMIT) malformed.add(row.key);
    }
  }
  counters.tableReloads++;
  counters.malformedRows += malformed.size;
  return malformed;
}
