import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROGRAM = fileURLToPath(new URL('../support/break-reader.ts', import.meta.url));

test('an event socket that fails is opened anew in the same process, and nothing of the old one stays open', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM]);
  const { kinds, descriptors } = JSON.parse(stdout) as { readonly kinds: string[]; readonly descriptors: number[] };
  assert.deepEqual(kinds, ['opened', 'closed', 'opened', 'closed', 'opened', 'closed', 'opened']);
  assert.equal(new Set(descriptors).size, 1, descriptors.join(', '));
});
