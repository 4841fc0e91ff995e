import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../../src/netlink/codec/failure.ts';
import {
  decodeNeigh,
  encodeNeigh,
  type NeighMessage,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from '../../src/netlink/codec/ndmsg.ts';
import { NeighReader } from '../../src/netlink/codec/neigh-reader.ts';
import { fixtureMessages } from '../fixtures/netlink/fixtures.ts';
import { fuzz } from './fuzz.ts';

test('NeighReader says of any bytes what decodeNeigh says', () => {
  const reader = new NeighReader();
  const seeds = fixtureMessages([RTM_NEWNEIGH, RTM_DELNEIGH]).map(({ payload }) => payload);
  const decode = (payload: Uint8Array) => {
    const expected = decodeNeigh(payload);
    const value = readWithin(reader, payload);
    if (isFailure(expected) || isFailure(value)) assert.deepEqual(value, expected);
    else {
      const { family, ifindex, state, flags, dst, lladdr } = expected;
      const facts = { family: value.family, ifindex: value.ifindex, state: value.state, flags: value.flags };
      assert.deepEqual(facts, { family, ifindex, state, flags });
      assert.deepEqual([value.dst, value.lladdr], [dst, lladdr]);
    }
    return expected;
  };
  fuzz(seeds, { decode, encode: (value) => encodeNeigh(value as NeighMessage) });
});

/** Reads the payload as it stands in a datagram: behind four bytes of something else, and before some. */
function readWithin(reader: NeighReader, payload: Uint8Array) {
  const datagram = new Uint8Array(4 + payload.length + 8).fill(0x11);
  datagram.set(payload, 4);
  return reader.read(datagram, 4, 4 + payload.length);
}
