import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyRest, anyText, anyU8, anyU32 } from '../../../test/fixtures/netlink/arbitraries.ts';
import { DaemonError } from '../../base/errors.ts';
import { isFailure } from './failure.ts';
import {
  decodeAttributes,
  encodeAttributes,
  readString,
  readU8,
  readU32,
  stringAttribute,
  u8Attribute,
  u32Attribute,
} from './rtattr.ts';

test('attributes have the layout of struct rtattr, each is padded, absent ones are skipped', () => {
  const bytes = encodeAttributes([
    u32Attribute(9, 0xffff_fffe),
    undefined,
    stringAttribute(3, 'lo'),
    u8Attribute(16, 6),
  ]);
  assert.equal(bytes.toHex(), '08000900feffffff' + '070003006c6f0000' + '0500100006000000');
});

test('any attributes come back', () => {
  fc.assert(
    fc.property(anyRest([]), (attributes) => {
      assert.deepStrictEqual(decodeAttributes(encodeAttributes(attributes)), attributes);
    }),
  );
});

test('any scalar comes back', () => {
  fc.assert(
    fc.property(anyU8, anyU32, anyText, (u8, u32, text) => {
      assert.equal(dataOf(u8Attribute(1, u8), readU8), u8);
      assert.equal(dataOf(u32Attribute(1, u32), readU32), u32);
      assert.equal(dataOf(stringAttribute(1, text), readString), text);
    }),
  );
});

test('NLA_F_NESTED and NLA_F_NET_BYTEORDER are no part of the type', () => {
  assert.deepStrictEqual(decodeAttributes(Uint8Array.fromHex('040012c0')), [{ type: 18, data: new Uint8Array() }]);
});

test('attributes may begin after a header, and the last one need not be padded', () => {
  const attributes = decodeAttributes(Uint8Array.fromHex('ffffffff0500100006'), 4);
  assert.deepStrictEqual(attributes, [{ type: 16, data: Uint8Array.of(6) }]);
});

test('a damaged attribute, or a few bytes left over, fail', () => {
  for (const hex of [
    '00',
    '040001',
    '03000100',
    '0500010',
    '05000100',
    'ffff0100',
    '0400010000',
    '0400010004000100ff',
  ]) {
    const bytes = Uint8Array.fromHex(hex.padEnd(hex.length + (hex.length % 2), '0'));
    assert.deepStrictEqual(decodeAttributes(bytes), { kind: 'failure', reason: 'bad_attribute' }, hex);
  }
});

test('scalars of another size are none', () => {
  for (const size of [0, 2, 3, 5, 8]) {
    assert.equal(readU8(new Uint8Array(size)), undefined);
    assert.equal(readU32(new Uint8Array(size)), undefined);
  }
});

test('a string ends at the first NUL or at the end, and never throws', () => {
  assert.equal(readString(Uint8Array.fromHex('6100620063')), 'a');
  assert.equal(readString(Uint8Array.fromHex('6162')), 'ab');
  assert.equal(readString(new Uint8Array()), '');
  assert.equal(readString(Uint8Array.fromHex('61ff00')), 'a\ufffd');
  assert.equal(readString(new Uint8Array(new SharedArrayBuffer(4)).fill(0x61)), 'aaaa');
});

test('what struct rtattr cannot hold is a bug of ours', () => {
  assert.equal(isFailure(decodeAttributes(encodeAttributes([{ type: 1, data: new Uint8Array(65531) }]))), false);
  assert.throws(() => encodeAttributes([{ type: 1, data: new Uint8Array(65532) }]), DaemonError);
});

function dataOf<T>(attribute: { readonly data: Uint8Array } | undefined, read: (data: Uint8Array) => T): T | undefined {
  return attribute && read(attribute.data);
}
