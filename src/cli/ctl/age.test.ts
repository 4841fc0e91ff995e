import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAge, formatSeconds } from './age.ts';

for (const [seconds, text] of [
  [-5, '0s'],
  [0.9, '0s'],
  [59.99, '59s'],
  [60, '1m00s'],
  [3_599, '59m59s'],
  [3_600, '1h00m'],
  [86_399, '23h59m'],
  [86_400, '1d00h'],
  [100 * 86_400 + 5 * 3_600, '100d05h'],
] as const) {
  test(`${seconds} seconds are ${text}`, () => assert.equal(formatSeconds(seconds), text));
}

test('the age of a time, and of what is none', () => {
  assert.equal(formatAge('1970-01-01T00:01:00.000Z', 125_000), '1m05s');
  assert.equal(formatAge('yesterday', 0), '-');
});
