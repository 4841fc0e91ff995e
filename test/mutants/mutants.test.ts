import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { select } from '../runner/select.ts';
import { SUITES } from '../runner/suites.ts';
import { DEFAULT_TESTS, mutate, parseMutants } from './mutant.ts';
import { readMutants } from './read-mutants.ts';

const root = resolve(import.meta.dirname, '../..');

describe('every mutant still applies', () => {
  const mutants = readMutants(root);

  test('there are some', () => assert.notEqual(mutants.length, 0));

  for (const mutant of mutants) {
    test(mutant.name, () => {
      const path = resolve(root, mutant.file);
      assert.ok(existsSync(path), `${mutant.file} does not exist`);
      const mutated = mutate(readFileSync(path, 'utf8'), mutant);
      assert.ok('text' in mutated, 'fault' in mutated ? mutated.fault : '');
      assert.deepEqual(select(root, SUITES, mutant.tests).unknown, [], 'tests that do not exist');
    });
  }
});

describe('the format of mutants', () => {
  const text = `# a comment
=== first
file: src/a.ts
tests: src/a.test.ts, redis
-   one
- two
+   three

=== second
file: src/b.ts
- cut
`;

  test('is read', () => {
    assert.deepEqual(parseMutants(text, 'x.mutants'), [
      { name: 'first', file: 'src/a.ts', find: '  one\ntwo', replace: '  three', tests: ['src/a.test.ts', 'redis'] },
      { name: 'second', file: 'src/b.ts', find: 'cut', replace: '', tests: DEFAULT_TESTS },
    ]);
  });

  test('is refused with file and line', () => {
    assert.throws(() => parseMutants('=== a\nfile: b\n* c\n', 'x.mutants'), /x\.mutants:3: expected/);
    assert.throws(() => parseMutants('file: b\n', 'x.mutants'), /x\.mutants:1: expected "=== name"/);
    assert.throws(() => parseMutants('=== a\n- b\n+ c\n', 'x.mutants'), /x\.mutants:1: a names no file/);
    assert.throws(() => parseMutants('=== a\nfile: b\n- c\n+ c\n', 'x.mutants'), /a changes nothing/);
  });

  test('a text that occurs twice, or not at all, does not apply', () => {
    const [first] = parseMutants('=== a\nfile: b\n- c\n+ d\n', 'x.mutants');
    assert.ok(first !== undefined);
    assert.deepEqual(mutate('a c a', first), { text: 'a d a' });
    assert.ok('fault' in mutate('c c', first));
    assert.ok('fault' in mutate('a', first));
  });
});
