import { test } from 'node:test';
import { decodeArp, encodeArp } from '../../src/netlink/packet/arp.ts';
import { fuzz } from './fuzz.ts';

test('decodeArp', () => {
  const seeds = ['1', '2'].map((operation) => `000108000604000${operation}02000000010ac00002fe000000000000c0000201`);
  fuzz(
    seeds.map((hex) => Uint8Array.fromHex(hex)),
    { decode: decodeArp, encode: encodeArp },
  );
});
