import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AF_INET, AF_INET6, type NeighMessage } from '../netlink/codec/ndmsg.ts';
import { NTF_EXT_LEARNED, NUD_REACHABLE, NUD_STALE } from '../netlink/codec/neighbour.ts';
import type { Ip } from './ip.ts';
import { KernelTable } from './kernel-table.ts';

const A = Uint8Array.of(10, 0, 0, 1);
const B = Uint8Array.of(10, 0, 0, 2);
const C = Uint8Array.fromHex('20010db8000000000000000000000001');
const MAC = Uint8Array.of(2, 0, 0, 0, 0, 10);

function neigh(ifindex: number, ip: Ip, given: Partial<NeighMessage> = {}): NeighMessage {
  const family = ip.length === 4 ? AF_INET : AF_INET6;
  const common = {
    kind: 'neigh',
    family,
    flags: 0,
    type: 1,
    master: undefined,
    flagsExt: undefined,
    rest: [],
  } as const;
  return { ...common, ifindex, dst: ip, state: NUD_REACHABLE, lladdr: MAC, ...given };
}

function put(table: KernelTable, ifindex: number, ip: Ip, given?: Partial<NeighMessage>, nowMs = 0) {
  return table.put(neigh(ifindex, ip, given), ip, nowMs);
}

describe('what the kernel says of a neighbor', () => {
  test('is kept, with the time of the last change', () => {
    const table = new KernelTable(10);
    assert.equal(put(table, 3, A, { flags: NTF_EXT_LEARNED }, 100), 'changed');
    const entry = { ifindex: 3, ip: A, state: NUD_REACHABLE, flags: NTF_EXT_LEARNED, mac: 0x02_00_00_00_00_0a };
    assert.deepEqual(table.get(3, A), { ...entry, changedMs: 100 });
    assert.equal(put(table, 3, A, { flags: NTF_EXT_LEARNED }, 200), 'same');
    assert.deepEqual(table.get(3, A), { ...entry, changedMs: 100 });
    assert.equal(put(table, 3, A, { flags: 0 }, 300), 'changed');
    assert.deepEqual(table.get(3, A), { ...entry, flags: 0, changedMs: 300 });
  });

  test('has changed when the state, the flags or the MAC did', () => {
    const table = new KernelTable(10);
    put(table, 3, A);
    assert.equal(put(table, 3, A, { state: NUD_STALE }), 'changed');
    assert.equal(put(table, 3, A, { state: NUD_STALE, flags: NTF_EXT_LEARNED }), 'changed');
    const other = { state: NUD_STALE, flags: NTF_EXT_LEARNED, lladdr: Uint8Array.of(2, 0, 0, 0, 0, 11) };
    assert.equal(put(table, 3, A, other), 'changed');
    assert.equal(put(table, 3, A, other), 'same');
  });

  test('may lack a MAC, or have one of another length', () => {
    const table = new KernelTable(10);
    put(table, 3, A, { lladdr: undefined });
    assert.equal(table.get(3, A)?.mac, 'missing');
    assert.equal(put(table, 3, A, { lladdr: new Uint8Array(0) }), 'same');
    assert.equal(put(table, 3, A, { lladdr: new Uint8Array(20) }), 'changed');
    assert.equal(table.get(3, A)?.mac, 'odd');
    assert.equal(put(table, 3, A, { lladdr: new Uint8Array(6) }), 'changed');
    assert.equal(table.get(3, A)?.mac, 0);
  });

  test('is kept by interface: the same address on another one is another neighbor', () => {
    const table = new KernelTable(10);
    put(table, 3, A);
    assert.equal(table.get(4, A), undefined);
    put(table, 4, A, { state: NUD_STALE });
    assert.equal(table.get(3, A)?.state, NUD_REACHABLE);
    assert.equal(table.remove(4, A), true);
    assert.equal(table.remove(4, A), false);
    assert.equal(table.size, 1);
  });

  test('is counted by interface', () => {
    const table = new KernelTable(10);
    put(table, 3, A);
    put(table, 3, B);
    put(table, 4, C);
    const counts = new Map(table.perLink());
    assert.deepEqual([counts.size, counts.get(3), counts.get(4)], [2, 2, 1]);
    assert.deepEqual([table.countOn(3), table.countOn(4), table.countOn(5)], [2, 1, 0]);
    const addresses = [...table.entries(3)].map(({ ip }) => ip);
    assert.deepEqual(addresses, [A, B]);
    assert.equal([...table.entries()].length, 3);
    assert.deepEqual([...table.entries(5)], []);
    table.remove(4, C);
    assert.deepEqual([...table.perLink()], [[3, 2]]);
  });

  test('outlives the growth of the table', () => {
    const table = new KernelTable(2000);
    for (let number = 0; number < 1000; number++) {
      const ip = Uint8Array.of(10, 0, number >> 8, number);
      put(table, 3, ip, { flags: number & 0xff, lladdr: Uint8Array.of(2, 0, 0, 0, number >> 8, number) }, number);
    }
    for (let number = 0; number < 1000; number++) {
      const entry = table.get(3, Uint8Array.of(10, 0, number >> 8, number));
      assert.deepEqual([entry?.changedMs, entry?.flags, entry?.state], [number, number & 0xff, NUD_REACHABLE]);
      assert.equal(entry?.mac, 0x02_00_00_00_00_00 + number);
    }
    assert.equal([...table.untouchedSince(table.mark())].length, 1000);
    assert.equal([...table.untouchedSince(500)].length, 500);
  });
});

describe('a full table', () => {
  test('refuses new entries, takes changes of those it has, and has room again after a removal', () => {
    const table = new KernelTable(2);
    put(table, 3, A);
    put(table, 3, B);
    assert.equal(put(table, 3, C), 'full');
    assert.equal(table.get(3, C), undefined);
    assert.equal(table.countOn(3), 2);
    assert.equal(put(table, 3, B, { state: NUD_STALE }), 'changed');
    table.remove(3, A);
    assert.equal(put(table, 3, C), 'changed');
    assert.equal(table.size, 2);
  });

  test('refuses an entry that was removed during a sweep, when another one has taken its place', () => {
    const table = new KernelTable(1);
    put(table, 3, A);
    table.beginSweep();
    table.remove(3, A);
    assert.equal(put(table, 3, B), 'changed');
    assert.equal(put(table, 3, A), 'full');
    assert.equal(table.size, 1);
    assert.equal(table.countOn(3), 1);
  });
});

describe('a sweep', () => {
  test('suspects what neither an event nor the dump has touched', () => {
    const table = new KernelTable(10);
    for (const ip of [A, B, C]) put(table, 3, ip);
    const mark = table.beginSweep();
    assert.equal(put(table, 3, B), 'same');
    assert.equal(put(table, 4, A), 'changed');
    assert.equal(table.touchedSince(mark, 3, B), true);
    assert.equal(table.touchedSince(mark, 3, A), false);
    table.remove(3, C);
    assert.deepEqual(
      [...table.untouchedSince(mark)].map(({ ifindex, ip }) => ({ ifindex, ip })),
      [{ ifindex: 3, ip: A }],
    );
  });

  test('remembers what was removed meanwhile, so that an older copy does not bring it back', () => {
    const table = new KernelTable(10);
    put(table, 3, A);
    const mark = table.beginSweep();
    assert.equal(table.remove(3, A), true);
    assert.equal(table.touchedSince(mark, 3, A), true);
    assert.equal(table.get(3, A), undefined);
    assert.equal(table.size, 0);
    assert.deepEqual([...table.entries()], []);
    assert.deepEqual([...table.entries(3)], []);
    assert.deepEqual([...table.perLink()], []);
    assert.deepEqual([...table.untouchedSince(mark)], []);
  });

  test('remembers also what was removed without having been known', () => {
    const table = new KernelTable(10);
    const mark = table.beginSweep();
    assert.equal(table.touchedSince(mark, 3, A), false);
    assert.equal(table.remove(3, A), false);
    assert.equal(table.touchedSince(mark, 3, A), true);
    assert.equal(table.size, 0);
  });

  test('gives way to an event: what was removed may come back', () => {
    const table = new KernelTable(10);
    put(table, 3, A, {}, 100);
    table.beginSweep();
    table.remove(3, A);
    assert.equal(put(table, 3, A, {}, 200), 'changed');
    assert.equal(table.get(3, A)?.changedMs, 200);
    assert.deepEqual([table.size, table.countOn(3)], [1, 1]);
    table.endSweep();
    assert.deepEqual([table.size, table.countOn(3)], [1, 1]);
    assert.equal(table.get(3, A)?.changedMs, 200);
  });

  test('forgets what was removed when it ends', () => {
    const table = new KernelTable(10);
    put(table, 3, A);
    const mark = table.beginSweep();
    table.remove(3, A);
    table.remove(3, A);
    table.remove(3, B);
    table.endSweep();
    assert.equal(table.touchedSince(mark, 3, A), false);
    assert.equal(table.touchedSince(mark, 3, B), false);
    assert.equal(table.size, 0);
    put(table, 3, C);
    table.remove(3, C);
    assert.equal(table.touchedSince(mark, 3, C), false);
  });

  test('remembers more removals than the table has entries yet', () => {
    const table = new KernelTable(2000);
    const mark = table.beginSweep();
    for (let number = 0; number < 600; number++) table.remove(3, Uint8Array.of(10, 0, number >> 8, number));
    assert.deepEqual([table.size, [...table.entries()], [...table.untouchedSince(mark)]], [0, [], []]);
    assert.equal(table.touchedSince(mark, 3, Uint8Array.of(10, 0, 2, 1)), true);
    table.endSweep();
    assert.equal(table.touchedSince(mark, 3, Uint8Array.of(10, 0, 2, 1)), false);
  });

  test('remembers at most as many removals as the table may have entries', () => {
    const table = new KernelTable(5);
    const address = (number: number): Ip => Uint8Array.of(10, 0, 0, number);
    const mark = table.beginSweep();
    for (let number = 0; number < 10; number++) {
      assert.equal(put(table, 3, address(number)), 'changed');
      assert.equal(table.remove(3, address(number)), true);
    }
    for (let number = 10; number < 20; number++) assert.equal(table.remove(3, address(number)), false);
    const remembered = Array.from({ length: 20 }, (_, number) => table.touchedSince(mark, 3, address(number)));
    assert.equal(remembered.filter((touched) => touched).length, 5);
    assert.equal(table.size, 0);
    table.endSweep();
    for (let number = 0; number < 5; number++) assert.equal(put(table, 3, address(number)), 'changed');
    assert.equal(table.size, 5);
  });
});
