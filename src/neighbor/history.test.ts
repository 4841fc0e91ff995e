import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NUD_REACHABLE } from '../netlink/codec/neighbour.ts';
import { History } from './history.ts';

const IP = Uint8Array.of(10, 0, 0, 1);
const OTHER = Uint8Array.of(10, 0, 0, 2);

test('what happened to a neighbor is told, the latest first, and nothing of others', () => {
  const history = new History(8);
  history.note('kernel_changed', 'Ethernet0', IP, 1, NUD_REACHABLE, 5);
  history.note('row_written', 'Ethernet0', IP, 2, undefined, 5);
  history.note('row_written', 'Ethernet4', IP, 3, undefined, 6);
  history.note('kernel_gone', 'Ethernet0', OTHER, 4);
  history.note('kernel_changed', 'Ethernet0', IP, 5, 0, 'odd');
  assert.deepEqual(history.of(IP, 10).get('Ethernet0'), [
    { what: 'kernel_changed', atMs: 5, state: 0, mac: 'odd' },
    { what: 'row_written', atMs: 2, state: undefined, mac: 5 },
    { what: 'kernel_changed', atMs: 1, state: NUD_REACHABLE, mac: 5 },
  ]);
  assert.deepEqual(history.of(IP, 1).get('Ethernet0')?.length, 1);
  assert.deepEqual([...history.of(IP, 1).keys()], ['Ethernet0', 'Ethernet4']);
  assert.deepEqual(history.of(Uint8Array.of(10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1).size, 0);
});

test('the oldest are overwritten', () => {
  const history = new History(3);
  for (let atMs = 1; atMs <= 5; atMs++) history.note('kernel_gone', 'Ethernet0', IP, atMs);
  assert.deepEqual(
    history
      .of(IP, 10)
      .get('Ethernet0')
      ?.map(({ atMs }) => atMs),
    [5, 4, 3],
  );
});

test('more names than there are numbers cost what was remembered, and nothing is told under a wrong name', () => {
  const history = new History(4);
  for (let name = 0; name <= 0x1_0000; name++) history.note('kernel_gone', `veth${name}`, IP, name);
  assert.deepEqual([...history.of(IP, 1).keys()], ['veth65536']);
});
