import type { Figures } from './figures.ts';
import type { Scene } from './scene.ts';

/** Where rows go: final hashes, staging without anybody who takes them, or staging with a consumer that does. */
export type Output = 'direct' | 'producer' | 'consumer';

/** One place where a case is measured. */
export type Point = {
  /** how many: neighbors, or what the case says */
  readonly size: number;
  readonly output: Output;
  /** keyspace patterns that another client listens to */
  readonly patterns: number;
};

/** One thing that is measured. */
export type Case = {
  readonly name: string;
  /** for `--list` and the document */
  readonly measures: string;
  /** `ours`: speaks of what other daemons do not have; `none`: without a daemon */
  readonly subjects: 'all' | 'ours' | 'none';
  readonly points: readonly Point[];
  /** with `--quick` */
  readonly quickPoints: readonly Point[];
  /** Measures once, in a scene of its own whose daemon has not been started. */
  readonly round: (scene: Scene, point: Point) => Promise<Figures>;
};

/** Points of these sizes, as SONiC has it but for the consumer: staged rows, no patterns. */
export function sizes(...all: readonly number[]): readonly Point[] {
  return all.map((size) => ({ size, output: 'producer', patterns: 0 }));
}

/** Every other setting at one size. */
export function otherSettings(size: number): readonly Point[] {
  return [
    { size, output: 'direct', patterns: 0 },
    { size, output: 'consumer', patterns: 0 },
    { size, output: 'producer', patterns: 50 },
    { size, output: 'producer', patterns: 200 },
    { size, output: 'consumer', patterns: 200 },
  ];
}

/** How a point is called in tables and files. */
export function settingOf({ output, patterns }: Point): string {
  return patterns === 0 ? output : `${output}, ${patterns} patterns`;
}
