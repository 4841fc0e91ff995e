import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import type { RowWrite } from '../neighbor/row.ts';
import { directCall } from './direct-sink.ts';
import { producerCall } from './producer-sink.ts';
import { decodeDeferred } from './row-batch.ts';
import { tableNames } from './table-names.ts';

const NAMES = tableNames('NEIGH_TABLE', 0, ':');
const MAC = '00:aa:bb:cc:dd:ee';
const BATCH: readonly RowWrite[] = [
  { kind: 'set', key: 'Vlan1000:10.0.0.1', mac: MAC, family: 'IPv4' },
  { kind: 'delete', key: 'Vlan1000:10.0.0.2' },
  { kind: 'set_when_consumed', key: 'Vlan1000:2001:db8::1', mac: MAC, family: 'IPv6' },
];
const ROWS = [
  ...['S', 'Vlan1000:10.0.0.1', MAC, 'IPv4'],
  ...['D', 'Vlan1000:10.0.0.2', '', ''],
  ...['W', 'Vlan1000:2001:db8::1', MAC, 'IPv6'],
];

function isBug(fault: string) {
  return (error: unknown) => error instanceof DaemonError && error.code === 'bug' && error.message.includes(fault);
}

test('a batch for the consumer, without and with a fence', () => {
  assert.deepEqual(producerCall(NAMES, BATCH, undefined, 128), {
    keys: ['NEIGH_TABLE_KEY_SET', 'NEIGH_TABLE_DEL_SET'],
    args: ['NEIGH_TABLE_CHANNEL@0', '_NEIGH_TABLE:', '', ...ROWS],
  });
  assert.deepEqual(producerCall(NAMES, BATCH, { key: 'lease', epoch: '7' }, 128), {
    keys: ['NEIGH_TABLE_KEY_SET', 'NEIGH_TABLE_DEL_SET', 'lease'],
    args: ['NEIGH_TABLE_CHANNEL@0', '_NEIGH_TABLE:', '7', ...ROWS],
  });
});

test('rows without fields and deletes', () => {
  const key = 'Vlan1000:10.0.0.1';
  const set = { kind: 'set_key', key } as const;
  const remove = { kind: 'delete', key: 'Vlan1000:10.0.0.2' } as const;
  const { args } = producerCall(NAMES, [set, remove], undefined, 128);
  assert.deepEqual(args.slice(3), ['N', key, '', '', 'D', 'Vlan1000:10.0.0.2', '', '']);
  assert.throws(() => producerCall(NAMES, [set, { kind: 'delete', key }], undefined, 128), isBug('is twice'));
  const unusual = { kind: 'set_key', key: 'Vlan1000:2001:db8:0::1' } as const;
  assert.throws(() => producerCall(NAMES, [unusual], undefined, 128), isBug('not in canonical form'));
});

test('a batch for the final hashes, without and with a fence', () => {
  assert.deepEqual(directCall(NAMES, BATCH, undefined, 128), { keys: [], args: ['NEIGH_TABLE:', '', ...ROWS] });
  assert.deepEqual(directCall(NAMES, BATCH, { key: 'lease', epoch: '7' }, 128), {
    keys: ['lease'],
    args: ['NEIGH_TABLE:', '7', ...ROWS],
  });
});

test('a batch that would strand keys, race with itself or hurt the consumer is not sent', () => {
  assert.throws(() => producerCall(NAMES, BATCH, undefined, 2), isBug('3 rows, but at most 2'));
  const twice = [...BATCH, { kind: 'delete', key: 'Vlan1000:10.0.0.1' } as const];
  assert.throws(() => producerCall(NAMES, twice, undefined, 128), isBug('Vlan1000:10.0.0.1 is twice'));
  assert.throws(() => directCall(NAMES, [{ kind: 'delete', key: 'nonsense' }], undefined, 128), isBug('bad interface'));
});

test('the reply counts from one, the result from zero', () => {
  assert.deepEqual(decodeDeferred([]), { deferred: [] });
  assert.deepEqual(decodeDeferred([1, 3]), { deferred: [0, 2] });
  assert.throws(() => decodeDeferred(null), isBug('not row numbers'));
  assert.throws(() => decodeDeferred(['1']), isBug('not row numbers'));
});
