import { usage } from './words.ts';

/** Names on the left, values in one column on the right: `failed_events` is shown as `failed events`. */
export function formatFields(fields: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  const lines = fields.map(([name, value]) => `${name.replaceAll('_', ' ').padEnd(width)}  ${value}`.trimEnd());
  return `${lines.join('\n')}\n`;
}

/** A value of JSON for people; what is not known is a dash. */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A value within an answer whose shape is documented, but no part of the service's types; undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    const within = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name);
    return within ? (inner as Readonly<Record<string, unknown>>)[name] : undefined;
  }, value);
}

/** The elements of a list within an answer; none where there is no list. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** Refuses words where a command takes none. */
export function noWords(command: string, words: readonly string[]): void {
  if (words.length === 0) return;
  throw usage(`${command} takes no ${words.join(' ')}`);
}
