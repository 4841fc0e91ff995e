import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { resolve } from 'node:path';

/** What a check found in a tree. `seen` says how much it looked at, so that a check that looked at nothing shows. */
export type Verdict = { readonly ok: boolean; readonly seen: string; readonly text: string };

/** Files of a small made-up tree with faults in them, what the check must say about each, and what it must not. */
export type Planted = {
  readonly files: Readonly<Record<string, string>>;
  readonly mustSay: readonly RegExp[];
  readonly mustNotSay?: readonly RegExp[];
};

/** Something that `npm run check` looks at, with the proof that it can fail. */
export type Check = {
  readonly name: string;
  /** configuration files of the checkout that the planted tree needs too */
  readonly needs: readonly string[];
  readonly planted: Planted;
  readonly look: (root: string) => Promise<Verdict>;
};

/** Runs a program of node_modules/.bin under this Node.js and gives what it printed. */
export async function tool(
  root: string,
  name: string,
  args: readonly string[],
): Promise<{ ok: boolean; text: string }> {
  const child = spawn(process.execPath, [resolve(root, 'node_modules/.bin', name), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const { promise, resolve: settle, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', settle);
  return { ok: (await promise) === 0, text };
}

/** The project's own files below `root` that match, without what is generated or made for tests. */
export function sources(root: string, ...globs: readonly string[]): readonly string[] {
  return globSync([...globs], { cwd: root, exclude: ['**/node_modules', '**/gen', 'test/fixtures'] }).sort();
}
