/** Control and format characters: what moves a cursor, changes a colour, or turns the order of letters around. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text of others, fit for a terminal, in one line. */
export function cleanText(text: string): string {
  return text.replaceAll(HARMFUL, '\ufffd');
}

/** The same for each of several lines, which stay apart. */
export function cleanLines(text: string): string {
  return text.split('\n').map(cleanText).join('\n');
}

/** The same for all texts within a value of JSON, names of fields included. */
export function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), clean(inner)]));
}
