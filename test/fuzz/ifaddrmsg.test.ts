import { test } from 'node:test';
import { decodeAddress, encodeAddress, RTM_NEWADDR } from '../../src/netlink/codec/ifaddrmsg.ts';
import { fixtureMessages } from '../fixtures/netlink/fixtures.ts';
import { fuzz } from './fuzz.ts';

test('decodeAddress', () => {
  const seeds = fixtureMessages([RTM_NEWADDR]).map(({ payload }) => payload);
  fuzz(seeds, { decode: decodeAddress, encode: encodeAddress });
});
