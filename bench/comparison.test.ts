import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareResults, formatComparison } from './comparison.ts';
import { resultOf } from './result.ts';

const POINT = { size: 100, output: 'producer', patterns: 0 } as const;

test('two checkouts are compared by the figures that both have', () => {
  const base = resultOf({ name: 'start' }, POINT, 'base', [{ seconds: 2 }, { seconds: 4 }, { seconds: 3 }]);
  const here = resultOf({ name: 'start' }, POINT, 'here', [
    { seconds: 1, wrongRows: 0 },
    { seconds: 2 },
    { seconds: 1.5 },
  ]);
  const alone = resultOf({ name: 'other' }, POINT, 'base', [{ seconds: 1 }]);
  assert.equal(
    formatComparison(compareResults([base, here, alone], 'base', 'here')),
    [
      '| what | base | here | here / base | any two rounds |',
      '|---|---|---|---|---|',
      '| start 100, producer: time | 3 s (2 to 4) | 1.5 s (1 to 2) | 0.50 | 0.25 to 1.00 |',
    ].join('\n'),
  );
});

test('what is 0 has no ratio', () => {
  const zero = { median: 0, min: 0, max: 0 };
  const text = formatComparison([{ what: 'writes', unit: '', base: zero, here: zero }]);
  assert.match(text, /\| - \| - to - \|$/);
});
