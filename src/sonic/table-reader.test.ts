import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import { tableNames } from './table-names.ts';
import { createTableReader, decodeSlice, escapePattern } from './table-reader.ts';

const NAMES = tableNames('NEIGH_TABLE', 0, ':');
const MAC = '00:aa:bb:cc:dd:ee';

function fakeConnection(replies: readonly (() => unknown)[]) {
  const calls: string[][] = [];
  return {
    calls,
    generation: 1,
    run: async (_script: unknown, keys: readonly string[], args: readonly string[]) => {
      calls.push([...keys, ...args.slice(0, 3)]);
      return replies[calls.length - 1]?.() ?? ['0'];
    },
  };
}

async function readKeys(connection: Parameters<typeof createTableReader>[0], signal = new AbortController().signal) {
  const keys: string[] = [];
  for await (const rows of createTableReader(connection, NAMES, 'producer').read(signal))
    keys.push(...rows.map((row) => row.key));
  return keys;
}

test('a missing field is not an empty one', () => {
  assert.deepEqual(decodeSlice(['17', 'a:1.1.1.1', MAC, 'IPv4', 'a:1.1.1.2', null, ''], 'op'), {
    cursor: '17',
    rows: [
      { key: 'a:1.1.1.1', neigh: MAC, family: 'IPv4' },
      { key: 'a:1.1.1.2', neigh: undefined, family: '' },
    ],
  });
  assert.throws(() => decodeSlice(null, 'op'), DaemonError);
  assert.throws(() => decodeSlice(['0', 7, null, null], 'op'), DaemonError);
});

test('a prefix is matched literally', () => {
  assert.equal(escapePattern('NEIGH_TABLE:'), 'NEIGH_TABLE:');
  assert.equal(escapePattern('A[*]?\\'), 'A\\[\\*\\]\\?\\\\');
});

test('the pending keys are read before the final hashes, and a key that comes twice counts once', async () => {
  const connection = fakeConnection([
    () => ['5', 'a:1.1.1.1', MAC, 'IPv4'],
    () => ['0', 'a:1.1.1.1', MAC, 'IPv4'],
    () => ['9', 'a:1.1.1.1', MAC, 'IPv4', 'a:1.1.1.2', MAC, 'IPv4'],
    () => ['0', 'a:1.1.1.2', MAC, 'IPv4'],
  ]);
  assert.deepEqual(await readKeys(connection), ['a:1.1.1.1', 'a:1.1.1.2']);
  assert.deepEqual(connection.calls, [
    [NAMES.keySet, NAMES.delSet, 'pending', '0', '1000'],
    [NAMES.keySet, NAMES.delSet, 'pending', '5', '1000'],
    [NAMES.keySet, NAMES.delSet, 'table', '0', '1000'],
    [NAMES.keySet, NAMES.delSet, 'table', '9', '1000'],
  ]);
});

test('a read does not go on with another connection', async () => {
  const connection = fakeConnection([() => ['5'], () => connection.generation++ && ['0']]);
  await assert.rejects(readKeys(connection), { code: 'redis_unavailable' });
});

test('a read that is aborted says so', async () => {
  const stop = new AbortController();
  const connection = fakeConnection([() => stop.abort() ?? ['5']]);
  await assert.rejects(readKeys(connection, stop.signal), { code: 'aborted' });
});
