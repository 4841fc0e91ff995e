import { parseArgs } from 'node:util';

/** What `npm run bench` is asked for. */
export type BenchOptions = {
  /** small sizes, and one round unless `rounds` says otherwise */
  readonly quick: boolean;
  /** names of cases; undefined: all */
  readonly only: readonly string[] | undefined;
  readonly rounds: number;
  /** file for the JSON; undefined: a new one under .run/bench */
  readonly out: string | undefined;
  /** put the tables into docs/BENCHMARKING.md */
  readonly write: boolean;
  /** a daemon to measure beside ours */
  readonly command: string | undefined;
  /** only name the cases */
  readonly list: boolean;
};

/** Every option, as the document has it. */
export const BENCH_OPTIONS = {
  quick: { type: 'boolean', value: '', help: 'small sizes, one round' },
  only: { type: 'string', value: 'NAME,...', help: 'these cases alone' },
  rounds: { type: 'string', value: 'N', help: 'rounds of each case, 1 to 100; default 3, with `--quick` 1' },
  list: { type: 'boolean', value: '', help: 'name the cases, and measure nothing' },
  out: { type: 'string', value: 'FILE', help: 'where the JSON goes; default `.run/bench/TIME.json`' },
  write: { type: 'boolean', value: '', help: 'put the tables into docs/BENCHMARKING.md' },
  cmd: { type: 'string', value: 'COMMAND', help: 'another daemon to measure beside ours, for sh' },
} as const;

const MAX_ROUNDS = 100;
const ROUNDS = 3;

/**
 * @param names of all cases
 * @throws Error that names the value and what is allowed
 */
export function parseBenchOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const { values } = parseArgs({ args: [...args], options: BENCH_OPTIONS });
  const { quick = false, list = false, write = false } = values;
  if (write && quick) throw new Error('--write with --quick: figures of small sizes do not belong into the document');
  return {
    quick,
    list,
    write,
    only: values.only === undefined ? undefined : parseNames('--only', values.only, names),
    rounds: parseRounds(values.rounds, quick ? 1 : ROUNDS),
    out: nonEmpty('--out', values.out),
    command: nonEmpty('--cmd', values.cmd),
  };
}

/** @throws Error that names the value and what is allowed */
export function parseRounds(text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const rounds = Number(text);
  if (/^\d+$/.test(text) && rounds >= 1 && rounds <= MAX_ROUNDS) return rounds;
  throw new Error(`--rounds ${text}: not a number from 1 to ${MAX_ROUNDS}`);
}

/**
 * @param option that the text is of
 * @throws Error that names the value and what is allowed
 */
export function parseNames<N extends string>(option: string, text: string, names: readonly N[]): readonly N[] {
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.some((one) => one === name));
  if (unknown.length > 0) throw new Error(`${option} ${unknown.join(',')}: no such case; allowed: ${names.join(', ')}`);
  return wanted as readonly string[] as readonly N[];
}

function nonEmpty(option: string, value: string | undefined): string | undefined {
  if (value === '') throw new Error(`${option} '': must not be empty`);
  return value;
}
