import { test } from 'node:test';
import { decodeLink, encodeLink, RTM_DELLINK, RTM_NEWLINK } from '../../src/netlink/codec/ifinfomsg.ts';
import { fixtureMessages } from '../fixtures/netlink/fixtures.ts';
import { fuzz } from './fuzz.ts';

test('decodeLink', () => {
  const seeds = fixtureMessages([RTM_NEWLINK, RTM_DELLINK]).map(({ payload }) => payload);
  fuzz(seeds, { decode: decodeLink, encode: encodeLink });
});
