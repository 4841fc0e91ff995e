import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSnakeCase } from './snake-case.ts';

test('numbers lose what is noise, and no digit of a whole one', () => {
  assert.deepEqual(toSnakeCase([0.1 + 0.2, 4505.037000000477, 1795542741246]), [0.3, 4505.037, 1795542741246]);
});

test('fields get snake case at every depth, values stay, and what is unknown is null', () => {
  const value = {
    takenMs: 1,
    windows: { '10s': { p999Ms: 2, rowsPerS: 3 } },
    list: [{ untilMs: 'A b' }],
    gone: undefined,
  };
  assert.deepEqual(toSnakeCase(value), {
    taken_ms: 1,
    windows: { '10s': { p999_ms: 2, rows_per_s: 3 } },
    list: [{ until_ms: 'A b' }],
    gone: null,
  });
});
