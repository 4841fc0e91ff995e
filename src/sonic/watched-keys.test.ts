import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyspacePattern, watchedKeys } from './watched-keys.ts';

const WATCHED = watchedKeys(
  [{ table: 'INTERFACE' }, { table: 'LOGGER', key: 'neighsyncd' }, { table: 'INTERFACE' }, { table: 'A', key: 'b|c' }],
  '|',
);

test('whole tables and single rows', () => {
  assert.deepEqual(WATCHED.tables, ['INTERFACE', 'LOGGER', 'A']);
  assert.deepEqual(WATCHED.wholeTables, ['INTERFACE']);
  assert.deepEqual(WATCHED.singleRows, ['LOGGER|neighsyncd', 'A|b|c']);
});

test('a name is taken apart at the first separator', () => {
  assert.deepEqual(WATCHED.find('INTERFACE|Ethernet0'), { table: 'INTERFACE', key: 'Ethernet0' });
  assert.deepEqual(WATCHED.find('INTERFACE|Eth|10.0.0.1/24'), { table: 'INTERFACE', key: 'Eth|10.0.0.1/24' });
  assert.deepEqual(WATCHED.find('INTERFACE|'), { table: 'INTERFACE', key: '' });
  assert.deepEqual(WATCHED.find('LOGGER|neighsyncd'), { table: 'LOGGER', key: 'neighsyncd' });
  assert.deepEqual(WATCHED.find('A|b|c'), { table: 'A', key: 'b|c' });
});

test('names that are not watched', () => {
  const names = [
    'INTERFACE',
    'VLAN_INTERFACE|Vlan1',
    'interface|Ethernet0',
    'LOGGER|orchagent',
    'LOGGER',
    'A|b',
    '',
    '|',
  ];
  for (const name of names) assert.equal(WATCHED.find(name), undefined, name);
});

test('one pattern for a database', () => {
  assert.equal(keyspacePattern(4), '__keyspace@4__:*');
});
