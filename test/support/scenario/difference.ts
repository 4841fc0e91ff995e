import { formatTable } from '../../../src/cli/table.ts';

/** What a scenario expected and did not find, as a table. */
export class Difference extends Error {
  override readonly name = 'Difference';

  constructor(head: readonly string[], rows: readonly (readonly string[])[]) {
    super(formatTable(head, rows));
  }
}

/** Wants both maps to say the same; throws a `Difference` that lists only what is not so. */
export function wantSame(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
  head: readonly [string, string, string],
): void {
  const keys = [...new Set([...expected.keys(), ...found.keys()])].sort();
  const rows = keys
    .filter((key) => expected.get(key) !== found.get(key))
    .map((key) => [key, expected.get(key) ?? '-', found.get(key) ?? '-']);
  if (rows.length > 0) throw new Difference(head, rows);
}
