import { FIGURE_NAMES, FIGURES, type FigureName } from './figures.ts';
import { formatMachine, type Machine } from './machine.ts';
import type { Ratio } from './ratios.ts';
import type { Result } from './result.ts';
import type { Spread } from './statistics.ts';

/** What a run has brought. */
export type Report = {
  readonly machine: Machine;
  /** rounds of each case */
  readonly rounds: number;
  readonly results: readonly Result[];
  readonly ratios: readonly Ratio[];
};

/** One table for each case, and one of ratios. */
export function formatReport({ machine, rounds, results, ratios }: Report): string {
  const parts = [...Map.groupBy(results, (result) => result.case)].map(([name, some]) => caseTable(name, some));
  const head = `${formatMachine(machine)} Median of ${rounds} (least to most).`;
  return [head, ...parts, ...(ratios.length > 0 ? [ratioTable(ratios)] : [])].join('\n\n');
}

/** Figures that no result has get no column. */
function caseTable(name: string, results: readonly Result[]): string {
  const columns = FIGURE_NAMES.filter((figure) => results.some(({ figures }) => figures[figure] !== undefined));
  const head = ['size', 'setting', 'daemon', ...columns.map(headOf)];
  const rows = results.map(({ size, setting, subject, figures }) => [
    formatNumber(size, 0),
    setting,
    subject,
    ...columns.map((figure) => formatSpread(figure, figures[figure])),
  ]);
  return `### ${name}\n\n${formatTable(head, rows)}`;
}

function ratioTable(ratios: readonly Ratio[]): string {
  const rows = ratios.map(({ case: name, size, setting, of, ratio }) => [
    name,
    formatNumber(size, 0),
    setting,
    of,
    formatNumber(ratio, 2),
  ]);
  return `### ratios\n\n${formatTable(['case', 'size', 'setting', 'what', 'ratio of medians'], rows)}`;
}

export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function headOf(figure: FigureName): string {
  const { head, unit } = FIGURES[figure];
  return unit === '' ? head : `${head} [${unit}]`;
}

/** `0.512 (0.498 to 0.530)`; one number when all are shown alike. */
function formatSpread(figure: FigureName, spread: Spread | undefined): string {
  if (spread === undefined) return '';
  const { digits } = FIGURES[figure];
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => formatNumber(value, digits));
  return min === max ? `${median}` : `${median} (${min} to ${max})`;
}

function formatNumber(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
