import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Ip, parseIp } from '../neighbor/ip.ts';
import { isWithin, parsePrefix } from './arguments.ts';
import { decodeCursor, encodeCursor, type OrderKey, orderKey, rangeOf, splitKey } from './order-key.ts';

const ip = fc.constantFrom(4, 16).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
const name = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 15 });

function keyOf(address: string, interfaceName = 'Ethernet0'): OrderKey {
  return orderKey(interfaceName, parseIp(address) as Ip);
}

test('keys sort by family, address as a number, then interface', () => {
  const sorted = [
    keyOf('9.255.255.255'),
    keyOf('10.0.0.2'),
    keyOf('10.0.0.10'),
    keyOf('10.0.0.10', 'Vlan10'),
    keyOf('200.0.0.1'),
    keyOf('::1'),
    keyOf('2001:db8::'),
    keyOf('fe80::1', 'Ethernet12'),
    keyOf('fe80::1', 'Ethernet4'),
  ];
  assert.deepEqual(sorted.toSorted(), sorted);
});

test('a key has its parts, and survives as a cursor', () => {
  fc.assert(
    fc.property(name, ip, (interfaceName, address) => {
      const key = orderKey(interfaceName, address);
      assert.deepEqual(splitKey(key), { interfaceName, ip: address });
      assert.equal(decodeCursor(encodeCursor(key)), key);
    }),
  );
});

test('text that is no cursor is told as such', () => {
  for (const text of [
    'x',
    'NA',
    '....',
    'NAoAAAI',
    encodeCursor('5abcdEthernet0' as OrderKey),
    'NAoAAAJFdGhlcm5ldDA=',
  ]) {
    assert.equal(decodeCursor(text), undefined, text);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const key = decodeCursor(text);
      if (key !== undefined) assert.equal(encodeCursor(key), text);
    }),
  );
});

test('the range of a prefix has the keys of addresses within it, and no others', () => {
  const bits = fc.integer({ min: 0, max: 128 });
  fc.assert(
    fc.property(ip, ip, bits, name, (address, other, length, interfaceName) => {
      const text = `${address.length === 4 ? [...address].join('.') : address.toHex().replaceAll(/(....)(?=.)/g, '$1:')}`;
      const prefix = parsePrefix('prefix', `${text}/${Math.min(length, address.length * 8)}`);
      const { from, until } = rangeOf(prefix);
      for (const one of [address, other]) {
        const key = orderKey(interfaceName, one);
        assert.equal(key > from && key < until, isWithin(one, prefix), `${[...one]} in ${text}/${length}`);
      }
    }),
  );
});
