import { DaemonError } from '../../base/errors.ts';
import { NEIGHCTL } from './socket.ts';

/** Words as `ip neigh` has them: some are followed by a value, some stand alone, and the rest are left over. */
export type Words = {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly flags: ReadonlySet<string>;
  readonly rest: readonly string[];
};

/** Throws `usage` for a word without its value, and for one that is there twice. */
export function parseWords(words: readonly string[], valued: readonly string[], flags: readonly string[] = []): Words {
  const values: Record<string, string> = {};
  const seen = new Set<string>();
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const known = valued.includes(word) || flags.includes(word);
    if (known && (seen.has(word) || Object.hasOwn(values, word))) throw usage(`${word} is there twice`);
    if (valued.includes(word)) {
      const value = words[++at];
      if (value === undefined) throw usage(`${word} needs a value`);
      values[word] = value;
    } else if (known) seen.add(word);
    else rest.push(word);
  }
  return { values, flags: seen, rest };
}

/** One of what may be said in two ways, as a word and as an option. */
export function either(what: string, one: string | undefined, other: string | undefined): string | undefined {
  if (one !== undefined && other !== undefined) throw usage(`${what} is given twice`);
  return one ?? other;
}

export function usage(message: string): DaemonError {
  return new DaemonError('usage', { op: NEIGHCTL, message });
}
