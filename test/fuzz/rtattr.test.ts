import { test } from 'node:test';
import { viewOf } from '../../src/netlink/codec/bytes.ts';
import { RTM_DELNEIGH, RTM_NEWNEIGH } from '../../src/netlink/codec/ndmsg.ts';
import { decodeAttributes, encodeAttributes } from '../../src/netlink/codec/rtattr.ts';
import { fixtureMessages } from '../fixtures/netlink/fixtures.ts';
import { fuzz } from './fuzz.ts';

const NDMSG_BYTES = 12;

test('decodeAttributes', () => {
  const seeds = fixtureMessages([RTM_NEWNEIGH, RTM_DELNEIGH]).map(({ payload }) => payload);
  fuzz(
    seeds.map((payload) => viewOf(payload, NDMSG_BYTES, payload.length)),
    { decode: (bytes) => decodeAttributes(bytes), encode: encodeAttributes },
  );
});
