import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Check } from './check.ts';

/**
 * Runs the check on a small made-up tree with faults in it, outside the checkout, with the checkout's configuration.
 *
 * @returns what the check should have said and did not; empty when it is able to fail
 */
export async function prove(check: Check, root: string): Promise<readonly string[]> {
  const tree = mkdtempSync(resolve(tmpdir(), 'neighsyncd-check-'));
  try {
    for (const file of check.needs) cpSync(resolve(root, file), resolve(tree, file));
    for (const [file, text] of Object.entries(check.planted.files)) {
      mkdirSync(dirname(resolve(tree, file)), { recursive: true });
      writeFileSync(resolve(tree, file), text);
    }
    symlinkSync(resolve(root, 'node_modules'), resolve(tree, 'node_modules'));
    const verdict = await check.look(tree);
    if (verdict.ok) return ['it passes a tree full of faults'];
    const { mustSay, mustNotSay = [] } = check.planted;
    return [
      ...mustSay.filter((said) => !said.test(verdict.text)).map((said) => `it does not say ${said}`),
      ...mustNotSay.filter((said) => said.test(verdict.text)).map((said) => `it says ${said}`),
    ];
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
