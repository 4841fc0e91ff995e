import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Puts a text between the markers `<!-- name -->` and `<!-- /name -->` of a document.
 *
 * @throws Error when it has none
 */
export function writeBetweenMarkers(path: string, name: string, text: string): void {
  writeFileSync(path, betweenMarkers(readFileSync(path, 'utf8'), name, text));
}

/** @throws Error when the document has no such markers */
export function betweenMarkers(document: string, name: string, text: string): string {
  const place = new RegExp(`(<!-- ${name} -->\\n).*?(<!-- /${name} -->)`, 's');
  if (!place.test(document)) throw new Error(`the document has no <!-- ${name} --> and <!-- /${name} -->`);
  return document.replace(place, (_, begin, end) => `${begin}${text}\n${end}`);
}
