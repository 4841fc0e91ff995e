/** The fields of a hash. */
export type Fields = Readonly<Record<string, string>>;

/** A table and what waits to be taken into it. */
export type PendingTable = {
  readonly final: ReadonlyMap<string, Fields>;
  readonly staged: ReadonlyMap<string, Fields>;
  readonly keySet: ReadonlySet<string>;
  readonly delSet: ReadonlySet<string>;
};

/** The rows that a ConsumerStateTable has once it has taken all that waits (swss-common, consumerstatetable.cpp). */
export function takenRows({ final, staged, keySet, delSet }: PendingTable): ReadonlyMap<string, Fields> {
  const rows = new Map(final);
  for (const key of keySet) {
    const fields = { ...(delSet.has(key) ? {} : final.get(key)), ...staged.get(key) };
    if (Object.keys(fields).length === 0) rows.delete(key);
    else rows.set(key, fields);
  }
  return rows;
}

/** How many of the kernel's neighbors (`<ifname>:<ip>` and MAC) are not in the table just so, and rows without a neighbor. */
export function countWrong(kernel: ReadonlyMap<string, string>, rows: ReadonlyMap<string, Fields>): number {
  let wrong = [...rows.keys()].filter((key) => !kernel.has(key)).length;
  for (const [key, mac] of kernel) {
    const row = rows.get(key);
    const family = /:.*:/.test(key) ? 'IPv6' : 'IPv4';
    if (row?.['neigh'] !== mac || row['family'] !== family) wrong++;
  }
  return wrong;
}
