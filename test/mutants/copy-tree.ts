import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

/** A copy of the checkout as it stands, uncommitted changes included; disposing removes it. */
export function copyTree(root: string): { readonly path: string } & Disposable {
  const path = mkdtempSync(resolve(tmpdir(), 'neighsyncd-mutant-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of listed.toString().split('\0')) {
    if (file === '' || !existsSync(resolve(root, file))) continue;
    cpSync(resolve(root, file), resolve(path, file), { preserveTimestamps: true, verbatimSymlinks: true });
  }
  symlinkSync(resolve(root, 'node_modules'), resolve(path, 'node_modules'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
