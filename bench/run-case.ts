import type { Case, Point } from './case.ts';
import type { Figures } from './figures.ts';
import { type Result, resultOf } from './result.ts';
import { createScene } from './scene.ts';
import type { Subject } from './subject.ts';

/** How to measure. */
export type RunOptions = {
  readonly rounds: number;
  /** is told what begins */
  readonly progress: (text: string) => void;
  /** Is given the stack that owns all that a round has started, so that it can be ended from outside. */
  readonly holds: (stack: AsyncDisposableStack) => void;
};

/** Measures a point with each daemon that can be measured there, round by round in turns. */
export async function runPoint(
  one: Case,
  point: Point,
  subjects: readonly Subject[],
  { rounds, progress, holds }: RunOptions,
): Promise<readonly Result[]> {
  const able = subjectsOf(one, point, subjects);
  const measured = able.map((): Figures[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [place, subject] of able.entries()) {
      progress(`${subject?.name ?? '-'} ${round + 1}/${rounds}`);
      await using stack = new AsyncDisposableStack();
      holds(stack);
      measured[place]?.push(await one.round(await createScene(stack, subject, point), point));
    }
  }
  return able.map((subject, place) => resultOf(one, point, subject?.name ?? '-', measured[place] ?? []));
}

/** The first is ours. */
function subjectsOf(one: Case, point: Point, subjects: readonly Subject[]): readonly (Subject | undefined)[] {
  if (one.subjects === 'none') return [undefined];
  const all = one.subjects === 'ours' ? subjects.slice(0, 1) : subjects;
  return all.filter((subject) => subject.command(point.output) !== undefined);
}
