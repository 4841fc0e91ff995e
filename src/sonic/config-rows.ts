/** The fields of one hash of CONFIG_DB. A row without fields has `NULL` = `NULL`; a hash is never empty. */
export type ConfigRow = Readonly<Record<string, string>>;

/**
 * Rows of CONFIG_DB by table and key, as they stood when they were read. The key is what follows `TABLE|`, with all its
 * parts: `Ethernet0` and `Ethernet0|10.0.0.1/24` are two rows of `INTERFACE`. A snapshot never changes.
 */
export type ConfigRows = ReadonlyMap<string, ReadonlyMap<string, ConfigRow>>;

/** What was found under one key; undefined: no row. */
export type RowReading = {
  readonly table: string;
  readonly key: string;
  readonly row: ConfigRow | undefined;
};

/** A snapshot of what was read: every table is in it, even without rows. Of two readings of one key the later counts. */
export function collectRows(tables: Iterable<string>, readings: Iterable<RowReading>): ConfigRows {
  const empty = new Map<string, ReadonlyMap<string, ConfigRow>>();
  for (const table of tables) empty.set(table, new Map());
  return applyReadings(empty, readings);
}

/** The snapshot with some keys read again; the same object if that made no difference. */
export function applyReadings(rows: ConfigRows, readings: Iterable<RowReading>): ConfigRows {
  const changed = new Map<string, Map<string, ConfigRow>>();
  for (const { table, key, row } of readings) {
    const before = changed.get(table) ?? rows.get(table);
    if (sameRow(before?.get(key), row)) continue;
    const after = changed.get(table) ?? new Map(before);
    changed.set(table, after);
    if (row) after.set(key, row);
    else after.delete(key);
  }
  return changed.size === 0 ? rows : new Map([...rows, ...changed]);
}

/** Whether both have the same tables, keys, fields and values, in any order. */
export function sameRows(a: ConfigRows, b: ConfigRows): boolean {
  if (a.size !== b.size) return false;
  for (const [table, rows] of a) {
    const others = b.get(table);
    if (others?.size !== rows.size) return false;
    for (const [key, row] of rows) if (!sameRow(row, others.get(key))) return false;
  }
  return true;
}

function sameRow(a: ConfigRow | undefined, b: ConfigRow | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const fields = Object.entries(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every(([name, value]) => Object.hasOwn(b, name) && b[name] === value)
  );
}
