import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyBytes, anyU16, anyU32 } from '../../../test/fixtures/netlink/arbitraries.ts';
import { readFixtures } from '../../../test/fixtures/netlink/fixtures.ts';
import { joinBytes, viewOf } from './bytes.ts';
import { decodeMessages, encodeMessage, NLM_F_ACK, NLM_F_REQUEST } from './nlmsghdr.ts';

const anyMessage = fc.record(
  { type: anyU16, flags: anyU16, seq: anyU32, pid: anyU32, payload: anyBytes },
  { noNullPrototype: true },
);

test('a message has the layout of struct nlmsghdr and is padded', () => {
  const flags = NLM_F_REQUEST | NLM_F_ACK;
  const bytes = encodeMessage({ type: 30, flags, seq: 0x0102_0304, pid: 0xffff_fffe, payload: Uint8Array.of(0xaa) });
  assert.equal(bytes.toHex(), '110000001e00050004030201feffffffaa000000');
});

test('any messages in one datagram come back in order', () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 5 }), (messages) => {
      const decoded = decodeMessages(joinBytes(...messages.map(encodeMessage)));
      assert.deepStrictEqual(decoded, { messages, failure: undefined });
    }),
  );
});

test('every captured datagram is whole and encodes to the same bytes', () => {
  for (const { name, datagrams } of readFixtures()) {
    for (const datagram of datagrams) {
      const { messages, failure } = decodeMessages(datagram);
      assert.equal(failure, undefined, name);
      assert.equal(joinBytes(...messages.map(encodeMessage)).toHex(), datagram.toHex(), name);
    }
  }
});

test('a captured datagram cut anywhere gives what was whole, and a failure unless cut between messages', () => {
  for (const { name, datagrams } of readFixtures()) {
    for (const datagram of datagrams) {
      const whole = decodeMessages(datagram).messages;
      for (let length = 0; length < datagram.length; length++) {
        const { messages, failure } = decodeMessages(viewOf(datagram, 0, length));
        const used = messages.reduce((total, message) => total + encodeMessage(message).length, 0);
        assert.equal(failure === undefined, used === length, `${name} at ${length}`);
        assert.deepStrictEqual(messages.at(-1), whole.slice(0, messages.length).at(-1));
      }
    }
  }
});

test('a tail that is no message says why', () => {
  const message = encodeMessage({ type: 3, flags: 2, seq: 1, pid: 0, payload: new Uint8Array(4) });
  const tails: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(15), 'short_header'],
    [new Uint8Array(16), 'bad_length'],
    [Uint8Array.of(15, ...new Uint8Array(15)), 'bad_length'],
    [Uint8Array.of(17, ...new Uint8Array(15)), 'bad_length'],
    [Uint8Array.of(0xff, 0xff, 0xff, 0xff, ...new Uint8Array(12)), 'bad_length'],
  ];
  for (const [tail, reason] of tails) {
    const { messages, failure } = decodeMessages(joinBytes(message, tail));
    assert.equal(messages.length, 1);
    assert.deepStrictEqual(failure, { kind: 'failure', reason });
  }
});

test('the last message need not be padded', () => {
  const bytes = encodeMessage({ type: 3, flags: 0, seq: 0, pid: 0, payload: Uint8Array.of(1) });
  const { messages, failure } = decodeMessages(viewOf(bytes, 0, 17));
  assert.equal(failure, undefined);
  assert.deepStrictEqual(messages[0]?.payload, Uint8Array.of(1));
});

test('the payload of a Buffer is a plain view of the same memory', () => {
  const datagram = Buffer.from(encodeMessage({ type: 3, flags: 0, seq: 0, pid: 0, payload: new Uint8Array(4) }));
  const payload = decodeMessages(datagram).messages[0]?.payload;
  assert.equal(payload?.buffer, datagram.buffer);
  assert.equal(payload?.constructor, Uint8Array);
});
