import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelEntry } from '../neighbor/kernel-table.ts';
import { NTF_EXT_LEARNED, NUD_PERMANENT, NUD_REACHABLE, NUD_STALE } from '../netlink/codec/neighbour.ts';
import { sumGcEntries, takeCensus } from './census.ts';

const V4 = Uint8Array.of(10, 0, 0, 1);
const V6 = new Uint8Array(16);

/** A table with entries of these addresses, states and flags. */
function tableOf(...entries: readonly (readonly [ip: Uint8Array, state: number, flags?: number, ifindex?: number])[]) {
  return {
    *entries(): Generator<KernelEntry> {
      for (const [ip, state, flags = 0, ifindex = 1] of entries)
        yield { ifindex, ip, state, flags, mac: 1, changedMs: 0 };
    },
  };
}

const vrfLabel = (ifindex: number): string => (ifindex === 1 ? 'default' : 'Vrf_red');

test('entries are counted by family and state', () => {
  const table = tableOf([V4, NUD_STALE], [V4, NUD_REACHABLE], [V6, NUD_STALE], [V4, NUD_STALE]);
  assert.deepEqual(takeCensus(table, vrfLabel), [
    { vrf: 'default', family: 'IPv4', state: 'STALE', entries: 2, gcEntries: 2 },
    { vrf: 'default', family: 'IPv4', state: 'REACHABLE', entries: 1, gcEntries: 1 },
    { vrf: 'default', family: 'IPv6', state: 'STALE', entries: 1, gcEntries: 1 },
  ]);
});

test('permanent and externally learned entries do not count for the kernel, and a family without any is 0', () => {
  const table = tableOf([V4, NUD_STALE], [V4, NUD_PERMANENT], [V4, NUD_STALE, NTF_EXT_LEARNED]);
  assert.deepEqual(
    [...sumGcEntries(takeCensus(table, vrfLabel))],
    [
      ['IPv4', 1],
      ['IPv6', 0],
    ],
  );
});

test('entries are counted by VRF, of which all together count for the kernel', () => {
  const table = tableOf([V4, NUD_STALE], [V4, NUD_STALE, 0, 2], [V4, NUD_STALE, 0, 3], [V6, NUD_STALE, 0, 2]);
  const census = takeCensus(table, vrfLabel);
  assert.deepEqual(
    census.map(({ vrf, family, entries }) => `${vrf} ${family} ${entries}`),
    ['default IPv4 1', 'Vrf_red IPv4 2', 'Vrf_red IPv6 1'],
  );
  assert.deepEqual(sumGcEntries(census).get('IPv4'), 3);
});
