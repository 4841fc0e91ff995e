import { test } from 'node:test';
import type { DecodeFailure } from '../../src/netlink/codec/failure.ts';
import {
  type DoneMessage,
  decodeDone,
  decodeError,
  type ErrorMessage,
  encodeDone,
  encodeError,
} from '../../src/netlink/codec/nlmsgerr.ts';
import {
  decodeMessages,
  encodeMessage,
  type NetlinkMessage,
  NLMSG_DONE,
  NLMSG_ERROR,
} from '../../src/netlink/codec/nlmsghdr.ts';
import { fixtureMessages } from '../fixtures/netlink/fixtures.ts';
import { fuzz } from './fuzz.ts';

test('decodeError', () => {
  fuzz<ErrorMessage>(fixtureMessages([NLMSG_ERROR]).map(encodeMessage), {
    decode: (datagram) => firstOf(datagram, decodeError),
    encode: (error) => encodeMessage(encodeError(error)),
  });
});

test('decodeDone', () => {
  fuzz<DoneMessage>(fixtureMessages([NLMSG_DONE]).map(encodeMessage), {
    decode: (datagram) => firstOf(datagram, decodeDone),
    encode: (done) => encodeMessage(encodeDone(done, { seq: 1, pid: 2 })),
  });
});

/** An error is only what its flags make of it, so whole messages are fuzzed. */
function firstOf<T>(datagram: Uint8Array, decode: (message: NetlinkMessage) => T | DecodeFailure): T | DecodeFailure {
  const { messages, failure } = decodeMessages(datagram);
  const first = messages[0];
  return first ? decode(first) : (failure ?? { kind: 'failure', reason: 'short_header' });
}
