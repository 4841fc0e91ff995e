/**
 * Puts the figures of a run of the fault tests into docs/RELIABILITY.md.
 *
 * Usage: RECOVERY_FIGURES=FILE npm test -- fault; node scripts/reliability-figures.ts FILE
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

type Figure = { readonly file: string; readonly test: string; readonly value: number; readonly unit: string };

const DOCUMENT = new URL('../docs/RELIABILITY.md', import.meta.url);
const PLACE = /(<!-- figures -->\n).*?(<!-- \/figures -->)/s;

const [source = ''] = process.argv.slice(2);
const figures = readFileSync(source, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Figure);
const text = readFileSync(DOCUMENT, 'utf8');
if (!PLACE.test(text)) throw new Error('docs/RELIABILITY.md has no place for figures');
const table = ['| test | what happened | measured |', '|---|---|---|', ...rows(figures)].join('\n');
writeFileSync(
  DOCUMENT,
  text.replace(PLACE, (_, begin, end) => `${begin}${table}\n${end}`),
);

/** One row for each test: its figures, each kind from the least to the most. */
function rows(all: readonly Figure[]): readonly string[] {
  const byTest = Map.groupBy(all, ({ file, test }) => `${basename(file, '.test.ts')} | ${test}`);
  return [...byTest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, some]) => {
      const byUnit = Map.groupBy(some, ({ unit }) => unit);
      const spans = [...byUnit].map(([unit, ones]) => `${span(ones.map(({ value }) => value))} ${unit}`);
      return `| \`${name.replace(' | ', '` | ')} | ${spans.join(', ')} |`;
    });
}

function span(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? `${least}` : `${least} to ${most}`;
}
