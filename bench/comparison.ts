import { FIGURE_NAMES, FIGURES } from './figures.ts';
import { formatTable } from './markdown.ts';
import type { Result } from './result.ts';
import type { Spread } from './statistics.ts';

/** One figure of two checkouts. */
export type Compared = {
  readonly what: string;
  readonly unit: string;
  readonly base: Spread;
  readonly here: Spread;
};

/** The figures that both have, point by point. */
export function compareResults(results: readonly Result[], baseName: string, hereName: string): readonly Compared[] {
  const of = (subject: string): readonly Result[] => results.filter((result) => result.subject === subject);
  return of(baseName).flatMap((base) => {
    const here = of(hereName).find(
      (one) => one.case === base.case && one.size === base.size && one.setting === base.setting,
    );
    return FIGURE_NAMES.flatMap((figure) => {
      const [before, after] = [base.figures[figure], here?.figures[figure]];
      if (before === undefined || after === undefined) return [];
      const { head, unit } = FIGURES[figure];
      return [{ what: `${base.case} ${base.size}, ${base.setting}: ${head}`, unit, base: before, here: after }];
    });
  });
}

/** The ratio of the medians, and between which bounds it would lie for any two rounds. */
export function formatComparison(all: readonly Compared[]): string {
  const rows = all.map(({ what, unit, base, here }) => [
    what,
    formatSpread(base, unit),
    formatSpread(here, unit),
    formatRatio(here.median / base.median),
    `${formatRatio(here.min / base.max)} to ${formatRatio(here.max / base.min)}`,
  ]);
  return formatTable(['what', 'base', 'here', 'here / base', 'any two rounds'], rows);
}

function formatSpread({ median, min, max }: Spread, unit: string): string {
  const [middle, least, most] = [median, min, max].map((value) => Number(value.toPrecision(4)).toLocaleString('en-US'));
  return `${middle} ${unit} (${least} to ${most})`;
}

/** Nothing can be said of what is 0 in both, or becomes more than 0. */
function formatRatio(ratio: number): string {
  return Number.isFinite(ratio) ? ratio.toFixed(2) : '-';
}
