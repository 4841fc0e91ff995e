import { test } from 'node:test';
import { decodeNeigh, encodeNeigh, RTM_DELNEIGH, RTM_NEWNEIGH } from '../../src/netlink/codec/ndmsg.ts';
import { fixtureMessages } from '../fixtures/netlink/fixtures.ts';
import { fuzz } from './fuzz.ts';

test('decodeNeigh', () => {
  const seeds = fixtureMessages([RTM_NEWNEIGH, RTM_DELNEIGH]).map(({ payload }) => payload);
  fuzz(seeds, { decode: decodeNeigh, encode: encodeNeigh });
});
