import { globSync, statSync } from 'node:fs';
import { matchesGlob, relative, resolve } from 'node:path';
import type { Suite } from './suites.ts';

/** What to run of one suite: paths relative to the checkout, sorted. */
export type Selection = { readonly suite: Suite; readonly files: readonly string[] };

/** What was asked for: the selections, test files that no suite would ever run, and arguments that mean nothing. */
export type Selected = {
  readonly selections: readonly Selection[];
  readonly orphans: readonly string[];
  readonly unknown: readonly string[];
};

/**
 * Chooses test files: all suites without arguments, else those named by suite, file or folder, in the order of `suites`.
 * A suite asked for by name (or by asking for everything) is there even when it has no files, so that this is noticed.
 */
export function select(root: string, suites: readonly Suite[], wanted: readonly string[]): Selected {
  const all = suites.map((suite) => ({ suite, files: filesOf(root, suite) }));
  if (wanted.length === 0)
    return { selections: all.map((one) => whole(root, one)), orphans: orphansOf(root, all), unknown: [] };
  const paths = new Map(wanted.map((word) => [word, relative(root, resolve(root, word))]));
  const covers = (word: string, file: string): boolean => {
    const path = paths.get(word) ?? word;
    return file === path || file.startsWith(`${path}/`);
  };
  const named = (suite: Suite): boolean => wanted.includes(suite.name);
  const chosen = (selection: Selection): Selection => {
    if (named(selection.suite)) return whole(root, selection);
    return { ...selection, files: selection.files.filter((file) => wanted.some((word) => covers(word, file))) };
  };
  const selections = all.map(chosen).filter(({ suite, files }) => named(suite) || files.length > 0);
  const unknown = wanted.filter(
    (word) =>
      !suites.some((suite) => suite.name === word) &&
      !all.some(({ files }) => files.some((file) => covers(word, file))),
  );
  return { selections, orphans: [], unknown };
}

/** Everything that is asked for lies in the second kernel, whatever suite it is of; by itself, that kernel's suite. */
export function selectForGuest(root: string, suites: readonly Suite[], wanted: readonly string[]): Selected {
  const guests = suites.filter((suite) => suite.guest !== undefined);
  if (wanted.length === 0)
    return select(
      root,
      guests,
      guests.map((suite) => suite.name),
    );
  const { selections, orphans, unknown } = select(root, suites, wanted);
  const files = [...new Set(selections.flatMap((selection) => selection.files))];
  return { selections: guests.map((suite) => ({ suite, files })), orphans, unknown };
}

/** All files of a suite. One without a file of its own is a mistake that those of other suites must not hide. */
function whole(root: string, { suite, files }: Selection): Selection {
  const also = files.length === 0 ? [] : find(root, suite.guest?.also ?? []);
  return { suite, files: [...files, ...also] };
}

function filesOf(root: string, suite: Suite): readonly string[] {
  return find(root, suite.files);
}

function orphansOf(root: string, all: readonly Selection[]): readonly string[] {
  const known = new Set(all.flatMap(({ files }) => files));
  return find(root, ['{src,test,scripts,bench}/**/*.test.ts']).filter((file) => !known.has(file));
}

function find(root: string, globs: readonly string[]): readonly string[] {
  return globSync([...globs], { cwd: root })
    .filter((file) => !matchesGlob(file, '**/{fixtures,node_modules}/**'))
    .filter((file) => statSync(resolve(root, file)).isFile())
    .sort();
}
