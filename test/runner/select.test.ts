import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { type Selected, select, selectForGuest } from './select.ts';
import type { Suite } from './suites.ts';

const SUITES: readonly Suite[] = [
  { name: 'live', files: ['test/live/*.test.ts'], concurrency: 1, fileTimeoutMs: 1 },
  {
    name: 'vm',
    files: ['test/vm/*.test.ts'],
    concurrency: 1,
    fileTimeoutMs: 1,
    guest: { also: ['test/live/kernel.test.ts'], deadlineMs: 1 },
  },
];

test('a suite on the second kernel has files of others when all of it is asked for, and only then', () => {
  const live = ['test/live/direct.test.ts', 'test/live/kernel.test.ts'];
  const vm = ['test/vm/lag.test.ts', 'test/live/kernel.test.ts'];
  checkout([...live, 'test/vm/lag.test.ts'], (root) => {
    assert.deepEqual(chosen(select(root, SUITES, [])), { live, vm });
    assert.deepEqual(chosen(select(root, SUITES, ['vm'])), { vm });
    assert.deepEqual(chosen(select(root, SUITES, ['test/live'])), { live });
    assert.deepEqual(chosen(select(root, SUITES, ['test/vm'])), { vm: ['test/vm/lag.test.ts'] });
  });
});

test('with --guest everything runs there, each file once', () => {
  checkout(['test/live/direct.test.ts', 'test/live/kernel.test.ts', 'test/vm/lag.test.ts'], (root) => {
    const vm = ['test/vm/lag.test.ts', 'test/live/kernel.test.ts'];
    assert.deepEqual(chosen(selectForGuest(root, SUITES, [])), { vm });
    const direct = ['test/live/direct.test.ts'];
    assert.deepEqual(chosen(selectForGuest(root, SUITES, direct)), { vm: direct });
    assert.equal(chosen(selectForGuest(root, SUITES, ['live', 'vm']))['vm']?.length, 3);
    assert.deepEqual(selectForGuest(root, SUITES, ['test/none']).unknown, ['test/none']);
  });
});

test('files of others do not hide that a suite has none of its own', () => {
  checkout(['test/live/kernel.test.ts'], (root) => {
    assert.deepEqual(chosen(select(root, SUITES, ['vm'])), { vm: [] });
  });
});

function chosen({ selections }: Selected): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(selections.map(({ suite, files }) => [suite.name, files]));
}

function checkout(files: readonly string[], use: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'neighsyncd-checkout-'));
  try {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '');
    }
    use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}
