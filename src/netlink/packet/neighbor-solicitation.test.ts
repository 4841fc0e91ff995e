import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../codec/failure.ts';
import {
  decodeNeighborSolicitation,
  encodeNeighborSolicitation,
  multicastMac,
  solicitedNodeAddress,
} from './neighbor-solicitation.ts';

/** What the kernel (6.18) sends for 2001:db8::1 from 2001:db8::fe, the Ethernet header left out. */
const CAPTURED =
  '6000000000203aff20010db80000000000000000000000feff0200000000000000000001ff00000187001a230000000020010db8000000000000000000000001010102000000010a';
const TARGET = Uint8Array.fromHex('20010db8000000000000000000000001');
const SOURCE = Uint8Array.fromHex('20010db80000000000000000000000fe');
const MAC = Uint8Array.fromHex('02000000010a');

test('a solicitation has the bytes of RFC 4861, and of the kernel, checksum included', () => {
  const destination = solicitedNodeAddress(TARGET);
  const bytes = encodeNeighborSolicitation({ source: SOURCE, destination, target: TARGET, sourceMac: MAC });
  assert.equal(bytes.toHex(), CAPTURED);
  assert.equal(multicastMac(destination).toHex(), '3333ff000001');
});

test('the message and its pseudo-header sum up to all ones (RFC 1071), whatever the addresses are', () => {
  const ip = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const mac = fc.uint8Array({ minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(ip, ip, ip, mac, (source, destination, target, sourceMac) => {
      const value = { source, destination, target, sourceMac };
      const bytes = encodeNeighborSolicitation(value);
      let sum = 32 + 58;
      for (let at = 8; at < bytes.length; at += 2) sum += Number(bytes[at]) * 256 + Number(bytes[at + 1]);
      assert.equal(sum % 0xffff, 0);
      assert.deepEqual(decodeNeighborSolicitation(bytes), { kind: 'neighbor_solicitation', ...value });
    }),
  );
});

test('what has come over a router, is damaged, or is something else says why', () => {
  const damaged: readonly (readonly [number, number, string])[] = [
    [7, 64, 'bad_value'],
    [43, 0, 'bad_value'],
    [65, 2, 'bad_value'],
    [40, 136, 'wrong_type'],
    [6, 17, 'wrong_type'],
  ];
  for (const [at, value, reason] of damaged) {
    const bytes = Uint8Array.fromHex(CAPTURED);
    bytes[at] = value;
    const decoded = decodeNeighborSolicitation(bytes);
    assert.ok(isFailure(decoded));
    assert.equal(decoded.reason, reason);
  }
  const cut = decodeNeighborSolicitation(Uint8Array.fromHex(CAPTURED.slice(2)));
  assert.ok(isFailure(cut));
  assert.equal(cut.reason, 'short_payload');
});
