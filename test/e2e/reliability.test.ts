import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { code, read, root, tableOf } from '../support/documents.ts';

describe('docs/RELIABILITY.md', () => {
  const text = read('docs/RELIABILITY.md');
  const files = readdirSync(resolve(root, 'test/fault'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.test.ts'.length));

  test('lists every fault test once, and no other', () => {
    const named = tableOf(text, '| fault | what is promised | test |').map(([, , file = '']) => file);
    assert.deepEqual(named.sort(), files.map(code).sort());
  });

  test('has figures of tests that exist', () => {
    const rows = tableOf(text, '| test | what happened | measured |');
    for (const [file = '', title = ''] of rows) {
      const name = file.slice(1, -1);
      assert.ok(files.includes(name), name);
      const source = read(`test/fault/${name}.test.ts`);
      // A title may have a part that differs from test to test.
      const parts = title.split(/[,:(]/).map((part) => part.trim());
      assert.ok(
        parts.some((part) => part.length > 10 && source.includes(part)),
        title,
      );
    }
  });
});
