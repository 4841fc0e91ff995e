import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyRest, anyText, anyU32, maybe } from '../../../test/fixtures/netlink/arbitraries.ts';
import { decodeExtendedAck, type ExtendedAck, encodeExtendedAck, NO_EXTENDED_ACK } from './extack.ts';

const anyAck: fc.Arbitrary<ExtendedAck> = fc.record(
  { text: maybe(anyText), offset: maybe(anyU32), rest: anyRest([1, 2]) },
  { noNullPrototype: true },
);

test('any extended ack comes back', () => {
  fc.assert(fc.property(anyAck, (ack) => assert.deepStrictEqual(decodeExtendedAck(encodeExtendedAck(ack)), ack)));
});

test('no explanation is no bytes, and back', () => {
  assert.equal(encodeExtendedAck(NO_EXTENDED_ACK).length, 0);
  assert.deepStrictEqual(decodeExtendedAck(new Uint8Array()), NO_EXTENDED_ACK);
});

test('what is neither text nor offset is kept', () => {
  const missType = '080005000a000000';
  const ack = decodeExtendedAck(Uint8Array.fromHex(`0600010068690000${missType}`));
  const rest = [{ type: 5, data: Uint8Array.fromHex('0a000000') }];
  assert.deepStrictEqual(ack, { text: 'hi', offset: undefined, rest });
});

test('damage says why', () => {
  assert.deepStrictEqual(decodeExtendedAck(Uint8Array.of(8, 0, 1, 0)), { kind: 'failure', reason: 'bad_attribute' });
  assert.deepStrictEqual(decodeExtendedAck(Uint8Array.of(4, 0, 2, 0)), { kind: 'failure', reason: 'bad_value' });
});
