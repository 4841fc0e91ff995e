import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Mirror, type Published } from './mirror.ts';

const A = Uint8Array.of(10, 0, 0, 1);
const B = Uint8Array.of(10, 0, 0, 2);
const V6 = Uint8Array.fromHex('20010db8000000000000000000000001');

describe('a key of the mirror', () => {
  test('has one id as long as it is known, and its parts come back', () => {
    const mirror = new Mirror();
    assert.equal(mirror.find('Vlan10', A), undefined);
    const id = mirror.intern('Vlan10', A);
    assert.equal(mirror.intern('Vlan10', A), id);
    assert.equal(mirror.find('Vlan10', A), id);
    assert.equal(mirror.interfaceName(id), 'Vlan10');
    assert.deepEqual(mirror.ip(id), A);
    assert.equal(mirror.key(id), 'Vlan10:10.0.0.1');
    assert.equal(mirror.key(mirror.intern('Vlan10', V6)), 'Vlan10:2001:db8::1');
  });

  test('is another one on another interface', () => {
    const mirror = new Mirror();
    const id = mirror.intern('Vlan10', A);
    assert.equal(mirror.find('Vlan20', A), undefined);
    assert.notEqual(mirror.intern('Vlan20', A), id);
    assert.equal(mirror.size, 2);
  });

  test('begins without a row, also in a place that another key with a row has left', () => {
    const mirror = new Mirror();
    const id = mirror.intern('Vlan10', A);
    assert.equal(mirror.published(id), 'none');
    mirror.record(id, 7);
    mirror.record(id, 'none');
    mirror.release(id);
    assert.equal(mirror.published(mirror.intern('Vlan10', B)), 'none');
  });

  test('copies its address', () => {
    const mirror = new Mirror();
    const bytes = A.slice();
    const id = mirror.intern('Vlan10', bytes);
    bytes[3] = 9;
    assert.equal(mirror.key(id), 'Vlan10:10.0.0.1');
  });
});

describe('what is published', () => {
  test('is no row, a MAC (zero is one), or unsure', () => {
    const mirror = new Mirror();
    const id = mirror.intern('Vlan10', A);
    for (const published of [7, 0, 0xffff_ffff_ffff, 'unsure', 'none'] as const) {
      mirror.record(id, published);
      assert.equal(mirror.published(id), published);
    }
  });

  test('counts as a row unless it is none', () => {
    const mirror = new Mirror();
    const a = mirror.intern('Vlan10', A);
    const b = mirror.intern('Vlan10', B);
    const rows: number[] = [];
    const record = (id: number, published: Published): void => {
      mirror.record(id, published);
      rows.push(mirror.rows);
    };
    record(a, 0);
    record(a, 7);
    record(b, 'unsure');
    record(a, 'unsure');
    record(a, 'none');
    record(a, 'none');
    record(b, 8);
    record(b, 'none');
    assert.deepEqual(rows, [1, 1, 2, 2, 1, 1, 1, 0]);
    assert.equal(mirror.size, 2);
  });

  test('is kept when the mirror grows', () => {
    const mirror = new Mirror();
    const ids = Array.from({ length: 600 }, (_, number) => {
      const id = mirror.intern('Vlan10', Uint8Array.of(10, 0, number >> 8, number));
      assert.equal(mirror.published(id), 'none');
      mirror.record(id, number);
      return id;
    });
    for (const [number, id] of ids.entries()) assert.equal(mirror.published(id), number);
    assert.equal(mirror.rows, 600);
  });
});

describe('the name of an interface', () => {
  test('is forgotten with its last key, and its place is given to the next name', () => {
    const mirror = new Mirror();
    const a = mirror.intern('Vlan10', A);
    const b = mirror.intern('Vlan10', B);
    mirror.release(b);
    assert.equal(mirror.find('Vlan10', A), a);
    assert.equal(mirror.interfaceName(a), 'Vlan10');
    mirror.release(a);
    assert.equal(mirror.find('Vlan10', A), undefined);
    // The id of a key that is gone still tells what stands in the place of its name.
    assert.equal(mirror.interfaceName(b), '');
    const other = mirror.intern('Vlan20', A);
    assert.equal(mirror.key(other), 'Vlan20:10.0.0.1');
    assert.equal(mirror.interfaceName(b), 'Vlan20');
    assert.equal(mirror.find('Vlan10', A), undefined);
    assert.equal(mirror.key(mirror.intern('Vlan10', A)), 'Vlan10:10.0.0.1');
  });
});

test('cleared, it knows nothing, and can be filled again', () => {
  const mirror = new Mirror();
  for (const name of ['Vlan10', 'Vlan20']) for (const ip of [A, B, V6]) mirror.record(mirror.intern(name, ip), 7);
  mirror.clear();
  assert.deepEqual([mirror.size, mirror.rows, [...mirror.ids()]], [0, 0, []]);
  assert.equal(mirror.find('Vlan10', A), undefined);
  const id = mirror.intern('Vlan20', A);
  assert.equal(mirror.published(id), 'none');
  assert.equal(mirror.key(id), 'Vlan20:10.0.0.1');
});

test('whatever is recorded and released, it holds what a Map would', () => {
  const names = ['Vlan10', 'Vlan20', 'Ethernet0', 'lo'];
  const anyStep = fc.record({
    name: fc.constantFrom(...names),
    last: fc.nat(3),
    published: fc.constantFrom<Published>('none', 'unsure', 0, 7),
  });
  const property = fc.property(fc.array(anyStep, { maxLength: 100, size: 'max' }), (steps) => {
    const mirror = new Mirror();
    const model = new Map<string, Published>();
    for (const { name, last, published } of steps) {
      const ip = Uint8Array.of(10, 0, 0, last);
      const id = mirror.intern(name, ip);
      mirror.record(id, published);
      if (published === 'none') mirror.release(id);
      if (published === 'none') model.delete(`${name}:10.0.0.${last}`);
      else model.set(`${name}:10.0.0.${last}`, published);
      assert.equal(mirror.find(name, ip), published === 'none' ? undefined : id);
      assert.deepEqual(new Map([...mirror.ids()].map((each) => [mirror.key(each), mirror.published(each)])), model);
      assert.deepEqual([mirror.size, mirror.rows], [model.size, model.size]);
    }
  });
  fc.assert(property);
});
