import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Another checkout to compare with; disposing removes it if it was made for that. */
export type BaseCheckout = AsyncDisposable & { readonly root: string };

/**
 * A directory is taken as it is; anything else is a git ref, and is checked out into a worktree of its own. Its npm packages are ours if
 * it wants the same ones, else they are installed.
 *
 * @throws Error when it is neither
 */
export async function openBaseCheckout(base: string, root: string): Promise<BaseCheckout> {
  if (existsSync(join(base, 'bin/neighsyncd'))) {
    return { root: resolve(base), [Symbol.asyncDispose]: async () => undefined };
  }
  const git = (...args: readonly string[]): Promise<unknown> => run('git', ['-C', root, ...args]);
  await git('rev-parse', '--verify', '--quiet', `${base}^{commit}`).catch(() => {
    throw new Error(`${base}: neither a checkout with bin/neighsyncd nor a commit of this one`);
  });
  const parent = await mkdtemp(join(tmpdir(), 'neighsyncd-base-'));
  const checkout = join(parent, 'base');
  const dispose = async (): Promise<void> => {
    await rm(parent, { recursive: true, force: true });
    await git('worktree', 'prune');
  };
  try {
    await git('worktree', 'add', '--detach', checkout, base);
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
