import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AddressIndex, NO_SLOT, type Slot, widen } from './address-index.ts';
import type { Ip } from './ip.ts';

type Pair = { readonly scope: number; readonly ip: Ip };

const SCOPES = [1, 2, 0xffff_ffff];

/** Pairs that differ in little: IPv4 addresses, and IPv6 addresses that begin with the same four bytes. */
function universe(addresses: number): readonly Pair[] {
  return SCOPES.flatMap((scope) =>
    Array.from({ length: addresses }, (_, number) => {
      const ip = new Uint8Array(number % 2 === 0 ? 4 : 16);
      ip[0] = 10;
      ip[2] = number >> 9;
      ip[3] = number >> 1;
      return { scope, ip };
    }),
  );
}

/** An index and what it should hold; every call checks the one against the other. */
class Checked {
  readonly index = new AddressIndex();
  readonly slots = new Map<Pair, Slot>();
  readonly #pairs: readonly Pair[];

  constructor(pairs: readonly Pair[]) {
    this.#pairs = pairs;
  }

  toggle(at: number): void {
    const pair = this.#pairs[at % this.#pairs.length] ?? assert.fail();
    const slot = this.slots.get(pair);
    assert.equal(this.index.find(pair.scope, pair.ip), slot ?? NO_SLOT);
    if (slot === undefined) this.slots.set(pair, this.index.add(pair.scope, pair.ip));
    else this.index.remove(slot);
    if (slot !== undefined) this.slots.delete(pair);
  }

  check(): void {
    const { index, slots } = this;
    assert.equal(index.size, slots.size);
    assert.deepEqual(new Set(index.slots()), new Set(slots.values()));
    assert.equal(new Set(slots.values()).size, slots.size);
    for (const pair of this.#pairs) assert.equal(index.find(pair.scope, pair.ip), slots.get(pair) ?? NO_SLOT);
    for (const [pair, slot] of slots) {
      assert.ok(slot < index.capacity);
      assert.equal(index.scope(slot), pair.scope);
      assert.deepEqual(index.ip(slot), pair.ip);
    }
  }
}

describe('an index holds what a Map would, each pair in the slot that it got', () => {
  const few = universe(80);
  const many = universe(250);

  test('while pairs come and go', () => {
    const property = fc.property(fc.array(fc.nat(), { minLength: 200, maxLength: 600, size: 'max' }), (steps) => {
      const checked = new Checked(few);
      for (const [number, step] of steps.entries()) {
        checked.toggle(step);
        if (number % 10 === 0) checked.check();
      }
      checked.check();
      assert.equal(checked.index.capacity, 256);
    });
    fc.assert(property, { numRuns: 30 });
  });

  test('while it grows', () => {
    const property = fc.property(fc.array(fc.nat(), { minLength: 50, maxLength: 200, size: 'max' }), (steps) => {
      const checked = new Checked(many);
      for (const at of many.keys()) checked.toggle(at);
      checked.check();
      for (const [number, step] of steps.entries()) {
        checked.toggle(step);
        if (number % 25 === 0) checked.check();
      }
      assert.equal(checked.index.capacity, 1024);
    });
    fc.assert(property, { numRuns: 10 });
  });

  test('while a crowded one is emptied in any order', () => {
    const order = fc.shuffledSubarray([...few.keys()], { minLength: few.length });
    const property = fc.property(order, (shuffled) => {
      const checked = new Checked(few);
      for (const at of few.keys()) checked.toggle(at);
      for (const [number, at] of shuffled.entries()) {
        checked.toggle(at);
        if (number % 4 === 0) checked.check();
      }
      assert.equal(checked.index.size, 0);
    });
    fc.assert(property, { numRuns: 30 });
  });
});

test('two addresses with one hash are two addresses: among 200,000 there are some', () => {
  const index = new AddressIndex();
  const ip = new Uint8Array(16);
  const view = new DataView(ip.buffer);
  const address = (number: number): Ip => {
    view.setUint32(8, number);
    view.setUint32(12, Math.imul(number, 0x9e37_79b1));
    return ip;
  };
  for (let number = 0; number < 200_000; number++) index.add(1, address(number));
  let wrong = 0;
  for (let number = 0; number < 200_000; number++) if (index.find(1, address(number)) !== number) wrong++;
  assert.equal(wrong, 0);
});

test('pairs that came and went leave nothing behind: a lookup still ends after very many of them', () => {
  const index = new AddressIndex();
  for (let number = 0; number < 5000; number++) {
    index.remove(index.add(number, Uint8Array.of(10, 0, number >> 8, number)));
  }
  assert.equal(index.find(1, Uint8Array.of(10, 0, 0, 1)), NO_SLOT);
  assert.deepEqual([index.size, index.capacity], [0, 256]);
});

test('an index that is just full has exactly its slots, and has room for one more', () => {
  const index = new AddressIndex();
  for (let number = 0; number < 256; number++) index.add(1, Uint8Array.of(10, 0, 0, number));
  assert.deepEqual([...index.slots()], [...Array(256).keys()]);
  assert.equal(index.capacity, 256);
  assert.equal(index.add(2, Uint8Array.of(10, 0, 0, 0)), 256);
  assert.deepEqual([...index.slots()], [...Array(257).keys()]);
});

test('an empty index finds nothing', () => {
  const index = new AddressIndex();
  assert.equal(index.find(0, new Uint8Array(4)), NO_SLOT);
  assert.deepEqual([...index.slots()], []);
});

test('an IPv6 address is not the IPv4 address that it begins as', () => {
  const index = new AddressIndex();
  const slot = index.add(1, new Uint8Array(4));
  assert.equal(index.find(1, new Uint8Array(16)), NO_SLOT);
  const other = index.add(1, new Uint8Array(16));
  assert.notEqual(other, slot);
  assert.deepEqual(index.ip(slot), new Uint8Array(4));
  assert.deepEqual(index.ip(other), new Uint8Array(16));
});

test('a slot that was left is given to the next pair, and nothing of the old one is seen', () => {
  const index = new AddressIndex();
  const slot = index.add(7, Uint8Array.fromHex('20010db8000000000000000000000001'));
  index.remove(slot);
  assert.equal(index.add(9, Uint8Array.of(10, 0, 0, 1)), slot);
  assert.equal(index.scope(slot), 9);
  assert.deepEqual(index.ip(slot), Uint8Array.of(10, 0, 0, 1));
  assert.equal(index.capacity, 256);
});

test('the address is copied: the caller may use its bytes again', () => {
  const index = new AddressIndex();
  const ip = Uint8Array.of(10, 0, 0, 1);
  const slot = index.add(1, ip);
  ip[3] = 2;
  assert.deepEqual(index.ip(slot), Uint8Array.of(10, 0, 0, 1));
  assert.equal(index.find(1, ip), NO_SLOT);
});

test('while slots are walked, those removed are left out, and all others are met once', () => {
  const index = new AddressIndex();
  const slots = Array.from({ length: 20 }, (_, number) => index.add(1, Uint8Array.of(10, 0, 0, number)));
  const met: Slot[] = [];
  for (const slot of index.slots()) {
    met.push(slot);
    if (slot % 2 === 0) index.remove(slot);
    if (slot === 0) index.remove(5);
  }
  assert.deepEqual(
    met,
    slots.filter((slot) => slot !== 5),
  );
  assert.deepEqual(
    [...index.slots()],
    slots.filter((slot) => slot % 2 === 1 && slot !== 5),
  );
});

test('a widened column begins with what it held', () => {
  assert.deepEqual(widen(Uint16Array.of(1, 2), new Uint16Array(4).fill(9)), Uint16Array.of(1, 2, 9, 9));
});
