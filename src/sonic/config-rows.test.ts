import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyReadings,
  type ConfigRow,
  type ConfigRows,
  collectRows,
  type RowReading,
  renewRows,
} from './config-rows.ts';

const reading = (table: string, key: string, row?: ConfigRow): RowReading => ({ table, key, row });
const BASE = collectRows(['A', 'B'], [reading('A', 'x', { f: '1' }), reading('A', 'y', { f: '2' })]);

test('every table is there, even without rows, and of two readings the later counts', () => {
  const rows = collectRows(
    ['A', 'B'],
    [reading('A', 'x', { f: '1' }), reading('A', 'y', { f: '1' }), reading('A', 'x', { f: '2' }), reading('A', 'y')],
  );
  assert.deepEqual(
    rows,
    new Map([
      ['A', new Map([['x', { f: '2' }]])],
      ['B', new Map()],
    ]),
  );
});

test('a change makes a new snapshot and leaves the old one alone', () => {
  const after = applyReadings(BASE, [reading('A', 'x', { f: '9' }), reading('A', 'y'), reading('B', 'z', { g: '' })]);
  assert.deepEqual(
    after,
    new Map<string, ReadonlyMap<string, ConfigRow>>([
      ['A', new Map([['x', { f: '9' }]])],
      ['B', new Map([['z', { g: '' }]])],
    ]),
  );
  assert.deepEqual(
    BASE.get('A'),
    new Map([
      ['x', { f: '1' }],
      ['y', { f: '2' }],
    ]),
  );
  assert.deepEqual(BASE.get('B'), new Map());
  assert.equal(applyReadings(BASE, [reading('A', 'x')]).get('B'), BASE.get('B'), 'what did not change is shared');
});

test('readings that make no difference give the same snapshot', () => {
  assert.equal(applyReadings(BASE, []), BASE);
  assert.equal(applyReadings(BASE, [reading('A', 'x', { f: '1' }), reading('A', 'absent'), reading('C', 'c')]), BASE);
});

const sameRows = (a: ConfigRows, b: ConfigRows): boolean => renewRows(a, b) === a;

test('snapshots are compared by tables, keys, fields and values, in any order', () => {
  const row = { f: '1', g: '2' };
  const rows = collectRows(['A', 'B'], [reading('A', 'x', row), reading('A', 'y', row)]);
  const shuffled = collectRows(['B', 'A'], [reading('A', 'y', { g: '2', f: '1' }), reading('A', 'x', row)]);
  assert(sameRows(rows, shuffled));
  const others: readonly (readonly RowReading[])[] = [
    [reading('A', 'x')],
    [reading('A', 'x', { f: '1' })],
    [reading('A', 'x', { f: '1', g: '3' })],
    [reading('A', 'x', { f: '1', h: '2' })],
    [reading('A', 'x', { ...row, h: '' })],
    [reading('A', 'x'), reading('A', 'z', row)],
    [reading('B', 'x', row)],
    [reading('C', 'x', row)],
  ];
  for (const change of others) {
    const other = applyReadings(rows, change);
    assert(!sameRows(rows, other) && !sameRows(other, rows), JSON.stringify(change));
  }
});

test('fields that every object has are fields like any other', () => {
  const strange = JSON.parse('{"__proto__":"a","toString":"b"}') as ConfigRow;
  const rows = collectRows(['A'], [reading('A', 'x', strange)]);
  assert(!sameRows(rows, collectRows(['A'], [reading('A', 'x', { a: 'a', b: 'b' })])));
  assert(sameRows(rows, collectRows(['A'], [reading('A', 'x', { ...strange })])));
});
