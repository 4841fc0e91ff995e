/** One fault to plant, and who is expected to notice. The format is described in run.ts. */
export type Mutant = {
  readonly name: string;
  /** path in the checkout */
  readonly file: string;
  /** text that stands exactly once in `file` */
  readonly find: string;
  readonly replace: string;
  /** suites, test files or folders, tried in this order; never empty */
  readonly tests: readonly string[];
};

/** Tried in this order for a mutant that names no tests. */
export const DEFAULT_TESTS: readonly string[] = ['unit', 'fuzz', 'redis', 'live'];

/**
 * Reads the mutants of one file; `source` is its name, for messages.
 *
 * @throws Error with file and line for what is not in the format
 */
export function parseMutants(text: string, source: string): readonly Mutant[] {
  const drafts: Draft[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const at = `${source}:${index + 1}`;
    const draft = drafts.at(-1);
    const field = /^(file|tests): *(.+?) *$/.exec(line);
    const name = /^=== *(\S+) *$/.exec(line)?.[1];
    if (line === '' || line.startsWith('#')) continue;
    if (name !== undefined) drafts.push({ at, name, file: '', tests: [], find: [], replace: [] });
    else if (draft === undefined) throw new Error(`${at}: expected "=== name", not ${JSON.stringify(line)}`);
    else if (field?.[1] === 'file') draft.file = field[2] ?? '';
    else if (field?.[1] === 'tests') draft.tests = (field[2] ?? '').split(/[ ,]+/);
    else if (/^-( |$)/.test(line)) draft.find.push(line.slice(2));
    else if (/^\+( |$)/.test(line)) draft.replace.push(line.slice(2));
    else throw new Error(`${at}: expected "file:", "tests:", "- old" or "+ new", not ${JSON.stringify(line)}`);
  }
  return drafts.map(finish);
}

/** The text with the fault in it, or what is wrong with the mutant: `find` must occur exactly once. */
export function mutate(text: string, mutant: Mutant): { readonly text: string } | { readonly fault: string } {
  const parts = text.split(mutant.find);
  if (parts.length !== 2) return { fault: `its text occurs ${parts.length - 1} times in ${mutant.file}, not once` };
  return { text: parts.join(mutant.replace) };
}

type Draft = { at: string; name: string; file: string; tests: readonly string[]; find: string[]; replace: string[] };

function finish(draft: Draft): Mutant {
  const { at, name, file } = draft;
  const find = draft.find.join('\n');
  const replace = draft.replace.join('\n');
  if (file === '') throw new Error(`${at}: ${name} names no file`);
  if (find.trim() === '') throw new Error(`${at}: ${name} has no "- old" line`);
  if (find === replace) throw new Error(`${at}: ${name} changes nothing`);
  return { name, file, find, replace, tests: draft.tests.length > 0 ? draft.tests : DEFAULT_TESTS };
}
