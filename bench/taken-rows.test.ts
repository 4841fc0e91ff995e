import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countWrong, type Fields, takenRows } from './taken-rows.ts';

const ROW: Fields = { neigh: '02:00:00:00:00:01', family: 'IPv4' };
const NEW: Fields = { neigh: '02:00:00:00:00:02', family: 'IPv4' };

function taken(key: string, given: { final?: Fields; staged?: Fields; waits?: boolean; deleted?: boolean }) {
  const map = (fields: Fields | undefined) => new Map(fields === undefined ? [] : [[key, fields]]);
  const set = (there = false) => new Set(there ? [key] : []);
  return takenRows({
    final: map(given.final),
    staged: map(given.staged),
    keySet: set(given.waits),
    delSet: set(given.deleted),
  }).get(key);
}

test('what waits is taken as a consumer takes it', () => {
  assert.deepEqual(taken('a', { final: ROW }), ROW);
  assert.deepEqual(taken('a', { staged: NEW, waits: true }), NEW);
  assert.deepEqual(taken('a', { final: ROW, staged: NEW, waits: true }), NEW);
  assert.equal(taken('a', { final: ROW, waits: true, deleted: true }), undefined);
  assert.deepEqual(taken('a', { final: ROW, staged: NEW, waits: true, deleted: true }), NEW);
  assert.deepEqual(taken('a', { final: ROW, staged: { family: 'IPv6' }, waits: true }), { ...ROW, family: 'IPv6' });
});

test('staging without an announcement is never taken', () => {
  assert.equal(taken('a', { staged: NEW }), undefined);
});

test('wrong rows are those that are missing, have another MAC or family, or no neighbor', () => {
  const kernel = new Map([
    ['Ethernet0:10.0.0.1', '02:00:00:00:00:01'],
    ['Ethernet0:2001:db8::1', '02:00:00:00:00:02'],
  ]);
  const right = new Map([
    ['Ethernet0:10.0.0.1', ROW],
    ['Ethernet0:2001:db8::1', { neigh: '02:00:00:00:00:02', family: 'IPv6' }],
  ]);
  assert.equal(countWrong(kernel, right), 0);
  assert.equal(countWrong(kernel, new Map()), 2);
  assert.equal(countWrong(kernel, new Map(right).set('Ethernet0:10.0.0.1', NEW)), 1);
  assert.equal(countWrong(kernel, new Map(right).set('Ethernet0:2001:db8::1', NEW)), 1);
  assert.equal(countWrong(kernel, new Map(right).set('Ethernet0:10.0.0.9', ROW)), 1);
});
