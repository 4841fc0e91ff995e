import { test } from 'node:test';
import { decodeExtendedAck, encodeExtendedAck } from '../../src/netlink/codec/extack.ts';
import { fuzz } from './fuzz.ts';

test('decodeExtendedAck', () => {
  const seed = encodeExtendedAck({
    text: 'reserved bit set',
    offset: 48,
    rest: [{ type: 5, data: new Uint8Array(4) }],
  });
  fuzz([seed], { decode: (bytes) => decodeExtendedAck(bytes), encode: encodeExtendedAck });
});
