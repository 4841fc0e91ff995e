import { parseArgs } from 'node:util';
import { parseNames, parseRounds } from './options.ts';

/** What `npm run bench:compare` is asked for. */
export type CompareOptions = {
  /** a directory or a git ref */
  readonly base: string;
  /** names of cases */
  readonly only: readonly string[];
  readonly rounds: number;
  /** the small operations instead of the daemon */
  readonly micro: boolean;
};

/** Every option, as the document has it. */
export const COMPARE_OPTIONS = {
  micro: { type: 'boolean', value: '', help: 'the operations of `bench:micro` instead of the daemon' },
  only: { type: 'string', value: 'NAME,...', help: 'these cases, at the sizes of `--quick`' },
  rounds: { type: 'string', value: 'N', help: 'rounds of each checkout, 1 to 100; default 5' },
} as const;

const ROUNDS = 5;
const USUAL_CASES = ['start', 'burst-add', 'mac-change', 'state-change', 'latency'] as const;

/**
 * @param names of all cases that measure a daemon
 * @throws Error that names the value and what is allowed
 */
export function parseCompareOptions(args: readonly string[], names: readonly string[]): CompareOptions {
  const { values, positionals } = parseArgs({ args: [...args], options: COMPARE_OPTIONS, allowPositionals: true });
  const [base, ...others] = positionals;
  if (base === undefined || base === '' || others.length > 0) {
    throw new Error(`${positionals.length} arguments: needed is one, a directory or a git ref to compare with`);
  }
  const { micro = false, only } = values;
  if (micro && only !== undefined) throw new Error(`--only ${only} with --micro: it measures all of them`);
  return {
    base,
    micro,
    only: only === undefined ? USUAL_CASES : parseNames('--only', only, names),
    rounds: parseRounds(values.rounds, ROUNDS),
  };
}
