import { z } from 'zod';

/** Kinds of configuration values. Each says in its error what was given and what is allowed. */

type Help = {
  readonly help: string;
  /** The running daemon can take on a new value. */
  readonly live?: boolean;
};

function show(value: unknown): string {
  // JSON has no NaN and no infinity, TOML has.
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}

/** A problem with one key; `path` is `section.key` or `vrf.NAME.key`, or less when the problem is higher up. */
export type ConfigProblem = { readonly path: readonly string[]; readonly text: string };

/** What docs, `show-config` and a reload know of a key. */
export type KeyMeta = {
  readonly help: string;
  readonly allowed: string;
  readonly live: boolean;
  readonly secret?: boolean;
};

export function integer(options: Help & { readonly min: number; readonly max: number; readonly default: number }) {
  const { min, max, help, live = false } = options;
  const allowed = `${min} to ${max}`;
  const error = ({ input }: { readonly input?: unknown }): string =>
    typeof input === 'number' && Number.isInteger(input)
      ? `${input} is out of range (${allowed})`
      : `${show(input)} is not an integer (${allowed})`;
  return z
    .int({ error })
    .min(min, { error })
    .max(max, { error })
    .default(options.default)
    .meta({ help, allowed, live });
}

export function boolean({ help, live = false, ...options }: Help & { readonly default: boolean }) {
  const error = ({ input }: { readonly input?: unknown }): string => `${show(input)} is not true or false`;
  return z.boolean({ error }).default(options.default).meta({ help, allowed: 'true or false', live });
}

export function choice<const C extends readonly [string, ...string[]]>(
  options: Help & { readonly of: C; readonly default: NoInfer<C[number]> },
) {
  const { help, live = false } = options;
  const allowed = options.of.join(', ');
  const error = ({ input }: { readonly input?: unknown }): string => `${show(input)} is not one of ${allowed}`;
  return z
    .enum([...options.of] as [C[number], ...C[number][]], { error })
    .default(options.default)
    .meta({ help, allowed, live });
}

type TextOptions = Help & { readonly allowed?: string; readonly default?: string; readonly secret?: boolean };

/** A string that may be left empty, which means that it is not set. The value of a secret is never shown. */
export function text({ help, live = false, secret = false, ...options }: TextOptions) {
  const allowed = options.allowed ?? 'a string';
  const error = ({ input }: { readonly input?: unknown }): string => `${secret ? '***' : show(input)} is not a string`;
  const value = z.string({ error }).default(options.default ?? '');
  return value.meta({ help, allowed, live, secret });
}

/** Some numbers above 0, each greater than the one before. */
export function risingNumbers(options: Help & { readonly most: number; readonly default: readonly number[] }) {
  const { most, help, live = false } = options;
  const allowed = `a rising list of numbers above 0, ${most} at most`;
  const error = ({ input }: { readonly input?: unknown }): string => `${show(input)} is not ${allowed}`;
  // Text: in CONFIG_DB elements of a list have no other form.
  const number = z.coerce.number({ error }).positive({ error });
  const rises = (numbers: readonly number[]): boolean =>
    numbers.every((value, place) => place === 0 || value > (numbers[place - 1] ?? value));
  const list = z.array(number, { error }).min(1, { error }).max(most, { error }).refine(rises, { error });
  return list.default([...options.default]).meta({ help, allowed, live });
}

/** Names of interfaces, each exact or a prefix that ends in `*`. */
export function interfacePatterns({ help, live = false }: Help) {
  const allowed = 'a list of interface names, or of prefixes that end in *';
  const error = ({ input }: { readonly input?: unknown }): string => `${show(input)} is not ${allowed}`;
  const patternError = ({ input }: { readonly input?: unknown }): string =>
    `${show(input)} is not an interface name (1 to 15 characters), nor a prefix that ends in *`;
  const pattern = z.string({ error: patternError }).regex(/^[^\s/:*]{1,15}\*?$|^\*$/, { error: patternError });
  return z.array(pattern, { error }).default([]).meta({ help, allowed, live });
}
