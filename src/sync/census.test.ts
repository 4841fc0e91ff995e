import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelEntry } from '../neighbor/kernel-table.ts';
import { NTF_EXT_LEARNED, NUD_PERMANENT, NUD_REACHABLE, NUD_STALE } from '../netlink/codec/neighbour.ts';
import { sumGcEntries, takeCensus } from './census.ts';

const V4 = Uint8Array.of(10, 0, 0, 1);
const V6 = new Uint8Array(16);

/** A table with entries of these addresses, states and flags. */
function tableOf(...entries: readonly (readonly [ip: Uint8Array, state: number, flags?: number])[]) {
  return {
    *entries(): Generator<KernelEntry> {
      for (const [ip, state, flags = 0] of entries) yield { ifindex: 1, ip, state, flags, mac: 1, changedMs: 0 };
    },
  };
}

test('entries are counted by family and state', () => {
  const table = tableOf([V4, NUD_STALE], [V4, NUD_REACHABLE], [V6, NUD_STALE], [V4, NUD_STALE]);
  assert.deepEqual(takeCensus(table), [
    { family: 'IPv4', state: 'STALE', entries: 2, gcEntries: 2 },
    { family: 'IPv4', state: 'REACHABLE', entries: 1, gcEntries: 1 },
    { family: 'IPv6', state: 'STALE', entries: 1, gcEntries: 1 },
  ]);
});

test('permanent and externally learned entries do not count for the kernel, and a family without any is 0', () => {
  const table = tableOf([V4, NUD_STALE], [V4, NUD_PERMANENT], [V4, NUD_STALE, NTF_EXT_LEARNED]);
  assert.deepEqual(
    [...sumGcEntries(takeCensus(table))],
    [
      ['IPv4', 1],
      ['IPv6', 0],
    ],
  );
});
