import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BROADCAST_MAC, formatMac, macFromBytes, macToBytes, parseMac, ZERO_MAC } from './mac.ts';

const anySix = fc.uint8Array({ minLength: 6, maxLength: 6 });

test('any six bytes have the text that their hex digits make, and come back from it', () => {
  const property = fc.property(anySix, (bytes) => {
    const mac = macFromBytes(bytes) ?? assert.fail('six bytes are no MAC');
    assert.equal(
      formatMac(mac),
      Buffer.from(bytes)
        .toString('hex')
        .replace(/..(?!$)/g, '$&:'),
    );
    assert.equal(parseMac(formatMac(mac)), mac);
    assert.deepEqual(macToBytes(mac), bytes);
  });
  fc.assert(property);
});

test('two MACs are equal exactly when their bytes are', () => {
  const property = fc.property(anySix, anySix, fc.nat(5), (a, b, at) => {
    const near = a.slice();
    near[at] = b[at] ?? 0;
    assert.equal(macFromBytes(a) === macFromBytes(near), a[at] === near[at]);
  });
  fc.assert(property);
});

test('the first byte keeps its highest bit', () => {
  assert.equal(macFromBytes(Uint8Array.of(0xff, 0, 0, 0x80, 0, 1)), 0xff00_0080_0001);
});

test('zero and broadcast are the MACs that they are called', () => {
  assert.equal(formatMac(ZERO_MAC), '00:00:00:00:00:00');
  assert.equal(formatMac(BROADCAST_MAC), 'ff:ff:ff:ff:ff:ff');
  assert.equal(macFromBytes(new Uint8Array(6)), ZERO_MAC);
  assert.equal(macFromBytes(new Uint8Array(6).fill(0xff)), BROADCAST_MAC);
});

for (const length of [0, 4, 5, 7, 8, 20]) {
  test(`${length} bytes are no MAC`, () => assert.equal(macFromBytes(new Uint8Array(length)), undefined));
}

describe('text in any other form is no MAC', () => {
  for (const text of [
    '',
    '02:00:00:00:00:0A',
    '02-00-00-00-00-0a',
    '0200.0000.000a',
    '02000000000a',
    '2:0:0:0:0:a',
    '02:00:00:00:00',
    '02:00:00:00:00:0a:00',
    '02:00:00:00:00:0g',
    ' 02:00:00:00:00:0a',
    '02:00:00:00:00:0a\n',
  ]) {
    test(JSON.stringify(text), () => assert.equal(parseMac(text), undefined));
  }
});
