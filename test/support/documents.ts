import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The checkout. */
export const root = resolve(import.meta.dirname, '../..');

/** A file of the checkout. */
export const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

/** As Markdown sets code. */
export const code = (text: string): string => `\`${text}\``;

/** The rows of the table with this head; cells as they stand there. */
export function tableOf(text: string, head: string): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const start = lines.indexOf(head);
  assert.notEqual(start, -1, `no table ${head}`);
  assert.equal(lines.lastIndexOf(head), start, `two tables ${head}`);
  const end = lines.findIndex((line, place) => place > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) => line.slice(2, -2).split(' | '));
}
