import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyBytes, anyRest, anyText, anyU16, anyU32, maybe } from '../../../test/fixtures/netlink/arbitraries.ts';
import { fixtureMessages } from '../../../test/fixtures/netlink/fixtures.ts';
import { viewOf } from './bytes.ts';
import { isFailure } from './failure.ts';
import { RTM_GETNEIGH, RTM_NEWNEIGH } from './ndmsg.ts';
import { type DoneMessage, decodeDone, decodeError, type ErrorMessage, encodeDone, encodeError } from './nlmsgerr.ts';
import { type NetlinkMessage, NLM_F_ACK_TLVS, NLM_F_CAPPED, NLMSG_DONE, NLMSG_ERROR } from './nlmsghdr.ts';

const EINVAL = 22;
const ENOENT = 2;
const ENODEV = 19;

const anyErrno = fc.integer({ min: 0, max: 4095 });
const explained = { text: maybe(anyText), offset: maybe(anyU32), rest: anyRest([1, 2]) };

const anyRequest: fc.Arbitrary<NetlinkMessage> = fc.record(
  { type: anyU16, flags: anyU16, seq: anyU32, pid: anyU32, payload: anyBytes },
  { noNullPrototype: true },
);

const anyError: fc.Arbitrary<ErrorMessage> = fc.record(
  { kind: fc.constant('error'), errno: anyErrno, request: anyRequest, ...explained },
  { noNullPrototype: true },
);

const anyDone: fc.Arbitrary<DoneMessage> = fc.record(
  { kind: fc.constant('done'), errno: anyErrno, ...explained },
  { noNullPrototype: true },
);

test('any error comes back', () => {
  fc.assert(fc.property(anyError, (error) => assert.deepStrictEqual(decodeError(encodeError(error)), error)));
});

test('any end of a dump comes back, addressed to who asked', () => {
  fc.assert(
    fc.property(anyDone, anyU32, anyU32, (done, seq, pid) => {
      const message = encodeDone(done, { seq, pid });
      assert.deepStrictEqual(decodeDone(message), done);
      assert.deepStrictEqual([message.seq, message.pid], [seq, pid]);
    }),
  );
});

test('every captured error and end of a dump survives a round trip', () => {
  const errors = fixtureMessages([NLMSG_ERROR]).map(decodedError);
  const ends = fixtureMessages([NLMSG_DONE]).map(decodedDone);
  assert.ok(errors.length > 5 && ends.length > 5);
  for (const error of errors) assert.deepStrictEqual(decodeError(encodeError(error)), error);
  for (const done of ends) assert.deepStrictEqual(decodeDone(encodeDone(done, { seq: 1, pid: 2 })), done);
});

test('every captured error and end of a dump can be cut anywhere', () => {
  for (const message of fixtureMessages([NLMSG_ERROR, NLMSG_DONE])) {
    for (let length = 0; length < message.payload.length; length++) {
      const cut = { ...message, payload: viewOf(message.payload, 0, length) };
      decodeError(cut);
      decodeDone(cut);
    }
  }
});

test('an acknowledgement is an error of 0, and never minus 0, without the payload of the request', () => {
  const [ack] = captured('ack');
  assert.deepStrictEqual([ack?.errno, ack?.request.type, ack?.request.payload.length], [0, RTM_NEWNEIGH, 0]);
});

test('ENOENT comes with the request and a sentence, with either left out, as the socket was set', () => {
  const [both] = captured('neigh-get-absent');
  const [capped] = captured('neigh-get-absent-capped');
  const [plain] = captured('neigh-get-absent-plain');
  const payload = '02000000140000000000000008000100c0000263';
  for (const error of [both, capped, plain]) {
    assert.deepStrictEqual([error?.errno, error?.request.type, error?.request.seq], [ENOENT, RTM_GETNEIGH, 7]);
  }
  assert.deepStrictEqual([both?.text, both?.request.payload.toHex()], ['Neighbour entry not found', payload]);
  assert.deepStrictEqual([capped?.text, capped?.request.payload.toHex()], ['Neighbour entry not found', '']);
  assert.deepStrictEqual([plain?.text, plain?.request.payload.toHex()], [undefined, payload]);
});

test('the kernel need not explain itself', () => {
  const [error] = captured('link-get-absent');
  assert.deepStrictEqual([error?.errno, error?.text], [ENODEV, undefined]);
});

test('the offset points at the refused attribute, whether or not the request is there', () => {
  for (const name of ['error-offset', 'error-offset-capped']) {
    const [error] = captured(name);
    assert.deepStrictEqual([error?.errno, error?.text, error?.offset], [EINVAL, 'reserved bit set', 48]);
  }
});

test('a dump can end with an error and nothing before it', () => {
  const [message, ...more] = fixtureMessages(undefined, 'neigh-dump-refused');
  assert.equal(more.length, 0);
  const done = message && decodedDone(message);
  assert.deepStrictEqual([done?.errno, done?.text], [EINVAL, 'Invalid values in header for neighbor dump request']);
});

test('damage says why', () => {
  const error = { type: NLMSG_ERROR, flags: 0, seq: 0, pid: 0, payload: new Uint8Array(20) };
  const done = { ...error, type: NLMSG_DONE };
  const positive = Uint8Array.fromHex(`01000000${'10000000'.padEnd(32, '0')}`);
  const overlong = Uint8Array.fromHex(`ffffffff${'11000000'.padEnd(32, '0')}`);
  const damaged = [
    [decodeError(done), 'wrong_type'],
    [decodeDone(error), 'wrong_type'],
    [decodeError({ ...error, payload: new Uint8Array(19) }), 'short_payload'],
    [decodeDone({ ...done, payload: new Uint8Array(3) }), 'short_payload'],
    [decodeError({ ...error, payload: positive }), 'bad_value'],
    [decodeDone({ ...done, payload: positive }), 'bad_value'],
    [decodeError(error), 'bad_length'],
    [decodeError({ ...error, payload: overlong }), 'bad_length'],
    [decodeError({ ...error, flags: NLM_F_CAPPED | NLM_F_ACK_TLVS, payload: new Uint8Array(21) }), 'bad_attribute'],
    [decodeDone({ ...done, flags: NLM_F_ACK_TLVS, payload: new Uint8Array(5) }), 'bad_attribute'],
  ] as const;
  for (const [result, reason] of damaged) assert.deepStrictEqual(result, { kind: 'failure', reason });
});

function captured(name: string): readonly ErrorMessage[] {
  return fixtureMessages([NLMSG_ERROR], name).map(decodedError);
}

function decodedError(message: NetlinkMessage): ErrorMessage {
  const error = decodeError(message);
  if (isFailure(error)) throw new Error(`${message.payload.toHex()}: ${error.reason}`);
  return error;
}

function decodedDone(message: NetlinkMessage): DoneMessage {
  const done = decodeDone(message);
  if (isFailure(done)) throw new Error(`${message.payload.toHex()}: ${done.reason}`);
  return done;
}
