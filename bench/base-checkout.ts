import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What there is to compare with. */
export type Base =
  | { readonly kind: 'directory'; readonly root: string }
  | { readonly kind: 'commit'; readonly ref: string };

/** Another checkout to compare with; disposing removes it if it was made for that. */
export type BaseCheckout = AsyncDisposable & { readonly root: string };

/** A directory with a checkout, or else a git ref of this one; undefined for what is neither. */
export async function findBase(base: string, root: string): Promise<Base | undefined> {
  if (existsSync(join(base, 'bin/neighsyncd'))) return { kind: 'directory', root: resolve(base) };
  return run('git', ['-C', root, 'rev-parse', '--verify', '--quiet', `${base}^{commit}`]).then(
    () => ({ kind: 'commit', ref: base }) as const,
    () => undefined,
  );
}

/**
 * A directory is taken as it is; a git ref is checked out into a worktree of its own. Its npm packages are ours if it wants the same ones,
 * else they are installed.
 */
export async function openBaseCheckout(base: Base, root: string): Promise<BaseCheckout> {
  if (base.kind === 'directory') return { root: base.root, [Symbol.asyncDispose]: async () => undefined };
  const git = (...args: readonly string[]): Promise<unknown> => run('git', ['-C', root, ...args]);
  const parent = await mkdtemp(join(tmpdir(), 'neighsyncd-base-'));
  const checkout = join(parent, 'base');
  const dispose = async (): Promise<void> => {
    await rm(parent, { recursive: true, force: true });
    await git('worktree', 'prune');
  };
  try {
    await git('worktree', 'add', '--detach', checkout, base.ref);
    if ((await lockOf(checkout)) === (await lockOf(root))) {
      await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
    }
    await run('sh', [join(checkout, 'scripts/bootstrap.sh')]);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { root: checkout, [Symbol.asyncDispose]: dispose };
}

function lockOf(checkout: string): Promise<string> {
  return readFile(join(checkout, 'package-lock.json'), 'utf8');
}
