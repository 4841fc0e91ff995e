import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AF_INET } from '../netlink/codec/ndmsg.ts';
import type { Ip } from './ip.ts';
import { KernelTable, type TableMark } from './kernel-table.ts';

const LIMIT = 6;
const LINKS = [3, 4];
const KEYS = LINKS.flatMap((ifindex) =>
  [1, 2, 3, 4, 5].map((number): Key => ({ ifindex, ip: Uint8Array.of(10, 0, 0, number) })),
);

type Key = { readonly ifindex: number; readonly ip: Ip };
type Known = { state: number; mac: number; changedMs: number };
type Step =
  | { readonly kind: 'put'; readonly key: Key; readonly state: number; readonly mac: number }
  | { readonly kind: 'remove'; readonly key: Key }
  | { readonly kind: 'begin' | 'end' };

const anyKey = fc.constantFrom(...KEYS);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('put'), key: anyKey, state: fc.nat(2), mac: fc.nat(1) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('remove'), key: anyKey }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('begin', 'end') }) },
);

/** The table and a plain Map of what it should hold, step by step. */
class Checked {
  readonly #table = new KernelTable(LIMIT);
  readonly #entries = new Map<Key, Known>();
  readonly #touched = new Map<Key, number>();
  readonly #buried = new Set<Key>();
  #mark: TableMark | undefined;
  #modelMark = 0;
  #now = 0;

  step(step: Step): void {
    this.#now++;
    if (step.kind === 'put') this.#put(step.key, step.state, step.mac);
    else if (step.kind === 'remove') this.#remove(step.key);
    else if (step.kind === 'begin' && this.#mark === undefined) {
      this.#mark = this.#table.beginSweep();
      this.#modelMark = this.#now;
    } else if (step.kind === 'end' && this.#mark !== undefined) this.#end();
  }

  #put(key: Key, state: number, mac: number): void {
    const known = this.#entries.get(key);
    const full = known === undefined && this.#entries.size === LIMIT;
    const same = known?.state === state && known.mac === mac;
    const message = { kind: 'neigh', family: AF_INET, flags: 0, type: 1, flagsExt: undefined } as const;
    const lladdr = Uint8Array.of(2, 0, 0, 0, 0, mac);
    const bytes = key.ip.slice();
    const put = { ...message, ifindex: key.ifindex, dst: bytes, state, lladdr, master: undefined, rest: [] };
    assert.equal(this.#table.put(put, bytes, this.#now), full ? 'full' : same ? 'same' : 'changed');
    bytes.fill(0);
    if (full) return;
    this.#entries.set(key, { state, mac, changedMs: same ? known.changedMs : this.#now });
    this.#touched.set(key, this.#now);
    this.#buried.delete(key);
  }

  #remove(key: Key): void {
    const known = this.#entries.delete(key);
    assert.equal(this.#table.remove(key.ifindex, key.ip), known);
    const remembers = this.#mark !== undefined && (this.#buried.has(key) || this.#buried.size < LIMIT);
    if (remembers) this.#buried.add(key);
    if (remembers) this.#touched.set(key, this.#now);
    else if (known) this.#touched.delete(key);
  }

  #end(): void {
    this.#table.endSweep();
    for (const key of this.#buried) this.#touched.delete(key);
    this.#buried.clear();
    this.#mark = undefined;
  }

  check(): void {
    const table = this.#table;
    assert.equal(table.size, this.#entries.size);
    assert.deepEqual(texts([...table.entries()]), texts([...this.#entries.keys()]));
    for (const key of KEYS) {
      const known = this.#entries.get(key);
      const mac = known === undefined ? 0 : 0x02_00_00_00_00_00 + known.mac;
      const expected = known === undefined ? undefined : { ...key, ...known, flags: 0, mac };
      assert.deepEqual(table.get(key.ifindex, key.ip), expected);
    }
    const counts = LINKS.map((ifindex) => [...this.#entries.keys()].filter((key) => key.ifindex === ifindex).length);
    assert.deepEqual(
      LINKS.map((ifindex) => table.countOn(ifindex)),
      counts,
    );
    assert.deepEqual(
      new Map(table.perLink()),
      new Map(LINKS.map((link, at) => [link, counts[at]] as const).filter(hasAny)),
    );
    const mark = this.#mark;
    if (mark !== undefined) this.#checkSweep(mark);
  }

  #checkSweep(mark: TableMark): void {
    const touched = (key: Key): boolean => (this.#touched.get(key) ?? 0) > this.#modelMark;
    for (const key of KEYS) assert.equal(this.#table.touchedSince(mark, key.ifindex, key.ip), touched(key));
    const suspects = [...this.#entries.keys()].filter((key) => !touched(key));
    assert.deepEqual(texts([...this.#table.untouchedSince(mark)]), texts(suspects));
  }
}

function hasAny([, count]: readonly [number, number | undefined]): boolean {
  return count !== 0;
}

function texts(keys: readonly Key[]): readonly string[] {
  return keys.map(({ ifindex, ip }) => `${ifindex} ${ip.join('.')}`).sort();
}

test('the table holds what a Map would, through sweeps and at its limit', () => {
  const property = fc.property(fc.array(anyStep, { maxLength: 120, size: 'max' }), (steps) => {
    const checked = new Checked();
    for (const step of steps) {
      checked.step(step);
      checked.check();
    }
  });
  fc.assert(property, { numRuns: 300 });
});
