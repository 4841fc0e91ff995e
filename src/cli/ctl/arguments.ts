import { parseArgs } from 'node:util';
import type { Command, Given, Option } from './command.ts';
import { COMMON_OPTIONS } from './commands.ts';
import { usage } from './words.ts';

/** The name of the command, wherever it stands among options that every command takes, and everything else. */
export function splitCommand(args: readonly string[]): {
  readonly name: string | undefined;
  readonly rest: readonly string[];
} {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (!word.startsWith('-')) return { name: word, rest: [...args.slice(0, at), ...args.slice(at + 1)] };
    if (COMMON_OPTIONS[word.slice(2)]?.value !== undefined) at++;
  }
  return { name: undefined, rest: args };
}

/** Reads what follows the name of a command; throws `usage`. */
export function parseGiven({ options: own }: Pick<Command, 'options'>, args: readonly string[]): Given {
  const known: Readonly<Record<string, Option>> = { ...own, ...COMMON_OPTIONS };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { value }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string' } as const,
    ]),
  );
  const { values, positionals } = understand({
    args: [...args],
    options: { ...options, help: HELP },
    allowPositionals: true,
  });
  return {
    words: positionals,
    text: (option) => {
      const value = values[option];
      return typeof value === 'string' ? value : undefined;
    },
    has: (option) => values[option] === true,
  };
}

const HELP = { type: 'boolean', short: 'h' } as const;

function understand(config: {
  readonly args: string[];
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;
  readonly allowPositionals: true;
}) {
  try {
    return parseArgs({ ...config, options: { ...config.options } });
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause));
  }
}

const TIMEOUT_S = { min: 1, max: 600, default: 60 } as const;

/** `--timeout` in ms. */
export function timeoutMs({ text }: Pick<Given, 'text'>): number {
  const given = text('timeout');
  const { min, max, default: usual } = TIMEOUT_S;
  const seconds = given === undefined ? usual : Number(given);
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds * 1000;
  throw usage(`--timeout: ${given} is not a whole number of seconds (${min} to ${max})`);
}
