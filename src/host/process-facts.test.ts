import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProcessFacts } from './process-facts.ts';

test('a process has threads and descriptors', () => {
  const { threads = 0, descriptors = 0 } = readProcessFacts();
  assert.ok(threads >= 1 && descriptors >= 3, `${threads} ${descriptors}`);
});

test('what the kernel does not show is unknown', () => {
  assert.deepEqual(readProcessFacts('/nonexistent'), { threads: undefined, descriptors: undefined });
});
