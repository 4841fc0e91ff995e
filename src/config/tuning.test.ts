import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TUNING } from './tuning.ts';

const problemsOf = (value: unknown): readonly string[] =>
  TUNING.safeParse({ profile_buckets_ms: value }).error?.issues.map(({ message }) => message) ?? [];

test('buckets are ten unless they are set, and rise', () => {
  assert.equal(TUNING.parse({}).profile_buckets_ms.length, 10);
  assert.deepEqual(TUNING.parse({ profile_buckets_ms: ['0.5', 2] }).profile_buckets_ms, [0.5, 2]);
  for (const wrong of [[], [2, 1], [1, 1], [0, 1], ['x'], 7, Array.from({ length: 51 }, (_, place) => place + 1)]) {
    const [problem = ''] = problemsOf(wrong);
    assert.match(problem, /is not a rising list of numbers above 0, 50 at most$/, JSON.stringify(wrong));
  }
});
