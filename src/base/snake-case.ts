/** More digits than any clock has. */
const DIGITS = 7;

/** Names of fields are few, and asked for again and again; what is not such a name must not fill the memory. */
const NAMES_LIMIT = 2_000;
const names = new Map<string, string>();

/** A value as JSON shows it outside: names of fields in snake case, null for what is not known, no noise in the last digits. */
export function toSnakeCase(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
  if (Array.isArray(value)) return value.map(toSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  const shown: Record<string, unknown> = {};
  for (const name of Object.keys(value)) shown[snake(name)] = toSnakeCase((value as Record<string, unknown>)[name]);
  return shown;
}

function snake(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const made = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (names.size < NAMES_LIMIT) names.set(name, made);
  return made;
}
