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

/**
 * The snapshot with all of it read again: what was read, but tables with the same keys, fields and values, in any order, are
 * the same objects as before, and so is the snapshot if that made no difference.
 */
export function renewRows(rows: ConfigRows, read: ConfigRows): ConfigRows {
  const renewed = new Map<string, ReadonlyMap<string, ConfigRow>>();
  let changed = read.size !== rows.size;
  for (const [table, after] of read) {
    const before = rows.get(table);
    const same = before !== undefined && sameTable(before, after);
    renewed.set(table, same ? before : after);
    changed ||= !same;
  }
  return changed ? renewed : rows;
}

function sameTable(a: ReadonlyMap<string, ConfigRow>, b: ReadonlyMap<string, ConfigRow>): boolean {
  return a.size === b.size && a.entries().every(([key, row]) => sameRow(row, b.get(key)));
}

function sameRow(a: ConfigRow | undefined, b: ConfigRow | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const fields = Object.entries(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every(([name, value]) => Object.hasOwn(b, name) && b[name] === value)
  );
}
