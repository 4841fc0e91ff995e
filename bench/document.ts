import { readFileSync, writeFileSync } from 'node:fs';

const PLACE = /(<!-- bench -->\n).*?(<!-- \/bench -->)/s;

/**
 * Puts a text between the markers of a document.
 *
 * @throws Error when it has none
 */
export function writeBetweenMarkers(path: string, text: string): void {
  writeFileSync(path, betweenMarkers(readFileSync(path, 'utf8'), text));
}

/** @throws Error when the document has no markers */
export function betweenMarkers(document: string, text: string): string {
  if (!PLACE.test(document)) throw new Error('the document has no <!-- bench --> and <!-- /bench -->');
  return document.replace(PLACE, (_, begin, end) => `${begin}${text}\n${end}`);
}
