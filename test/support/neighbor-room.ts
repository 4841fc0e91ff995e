import { readFileSync, writeFileSync } from 'node:fs';

const FAMILIES = ['ipv4', 'ipv6'];
const THRESHOLDS = ['gc_thresh3', 'gc_thresh2', 'gc_thresh1'];

/**
 * Makes room for `entries` neighbors that are not permanent, in the kernel's tables, which are one for all namespaces; disposing
 * restores the limits, and so does the end of the process.
 */
export function makeNeighborRoom(entries: number): Disposable {
  const files = FAMILIES.flatMap((family) => THRESHOLDS.map((name) => `/proc/sys/net/${family}/neigh/default/${name}`));
  const before = files.map((file) => readFileSync(file, 'latin1'));
  const restore = (): void => {
    for (const [place, file] of files.entries()) writeFileSync(file, before[place] ?? '');
  };
  process.once('exit', restore);
  for (const [place, file] of files.entries()) {
    writeFileSync(file, String(Math.max(entries, Number(before[place]))));
  }
  return {
    [Symbol.dispose]: () => {
      process.off('exit', restore);
      restore();
    },
  };
}
