import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatTable } from './table.ts';

test('columns are as wide as their widest cell, with two spaces between, and none at the end of a line', () => {
  const table = formatTable(
    ['WHAT', 'KEY'],
    [
      ['missing', 'Ethernet0:10.0.0.1'],
      ['wrong', 'x'],
      ['', ''],
    ],
  );
  assert.equal(table, 'WHAT     KEY\nmissing  Ethernet0:10.0.0.1\nwrong    x\n\n');
});

test('a table without rows is its head', () => {
  assert.equal(formatTable(['A', 'LONG'], []), 'A  LONG\n');
});

test('a row with fewer cells than the head is no problem', () => {
  assert.equal(formatTable(['A', 'B', 'C'], [['x']]), 'A  B  C\nx\n');
});

test('every cell of a column begins at the same place', () => {
  const cell = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
      const lines = formatTable(['A', 'B', 'C'], rows).split('\n');
      const [first = 0, second = 0] = ['B', 'C'].map((title) => lines[0]?.indexOf(title) ?? 0);
      for (const [place, row] of rows.entries()) {
        const line = lines[place + 1] ?? '';
        const cells = [line.slice(0, first), line.slice(first, second), line.slice(second)];
        assert.deepEqual(
          cells.map((text) => text.trimEnd()),
          row,
        );
      }
    }),
  );
});

test('colours take no room, and the head is row -1', () => {
  const painted = formatTable(['A', 'B'], [['long', 'x']], (text, column, row) => `<${row}${column}${text}>`);
  assert.equal(painted, '<-10A>     <-11B>\n<00long>  <01x>\n');
});

test('a full table is no problem', () => {
  const rows = Array.from({ length: 200_000 }, () => ['x', 'y']);
  assert.equal(formatTable(['A', 'B'], rows).length, 5 * 200_001);
});
