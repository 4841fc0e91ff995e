import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableNames } from './table-names.ts';

test('NEIGH_TABLE of APPL_DB has the names that orchagent looks for', () => {
  assert.deepEqual(tableNames('NEIGH_TABLE', 0, ':'), {
    finalPrefix: 'NEIGH_TABLE:',
    stagingPrefix: '_NEIGH_TABLE:',
    keySet: 'NEIGH_TABLE_KEY_SET',
    delSet: 'NEIGH_TABLE_DEL_SET',
    channel: 'NEIGH_TABLE_CHANNEL@0',
  });
});
