import { test } from 'node:test';
import {
  decodeNeighborSolicitation,
  encodeNeighborSolicitation,
} from '../../src/netlink/packet/neighbor-solicitation.ts';
import { fuzz } from './fuzz.ts';

test('decodeNeighborSolicitation', () => {
  const [source, destination, target] = ['fe80', 'ff02', '2001'].map((head) =>
    Uint8Array.fromHex(head.padEnd(32, '0')),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const seed = encodeNeighborSolicitation({ source, destination, target, sourceMac: Uint8Array.of(2, 0, 0, 0, 0, 1) });
  fuzz([seed], { decode: decodeNeighborSolicitation, encode: encodeNeighborSolicitation });
});
