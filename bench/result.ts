import { type Case, type Point, settingOf } from './case.ts';
import { FIGURE_NAMES, type FigureName, type Figures } from './figures.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** What one daemon made of one point of one case. */
export type Result = {
  readonly case: string;
  readonly size: number;
  readonly setting: string;
  /** the daemon; `-` for cases without one */
  readonly subject: string;
  /** each figure over the rounds */
  readonly figures: Readonly<Partial<Record<FigureName, Spread>>>;
  readonly rounds: readonly Figures[];
};

/** Sums the rounds up. */
export function resultOf(
  { name }: Pick<Case, 'name'>,
  point: Point,
  subject: string,
  rounds: readonly Figures[],
): Result {
  const figures: Partial<Record<FigureName, Spread>> = {};
  for (const figure of FIGURE_NAMES) {
    const values = rounds.flatMap((round) => round[figure] ?? []);
    if (values.length > 0) figures[figure] = spreadOf(values);
  }
  return { case: name, size: point.size, setting: settingOf(point), subject, figures, rounds };
}

/** Whether kernel and database differed in the end of any round. */
export function isWrong({ figures }: Pick<Result, 'figures'>): boolean {
  return (figures.wrongRows?.max ?? 0) > 0;
}
