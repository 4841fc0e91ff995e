import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyBytes, anyRest, anyS32, anyU8, anyU32, maybe } from '../../../test/fixtures/netlink/arbitraries.ts';
import { fixtureMessages } from '../../../test/fixtures/netlink/fixtures.ts';
import { viewOf } from './bytes.ts';
import { isFailure } from './failure.ts';
import { type AddressMessage, decodeAddress, encodeAddress, IFA_F_TENTATIVE, RTM_NEWADDR } from './ifaddrmsg.ts';

const IFADDRMSG = '0218800001000000';

const anyAddress: fc.Arbitrary<AddressMessage> = fc.record(
  {
    kind: fc.constant('address'),
    family: anyU8,
    prefixLength: anyU8,
    flags: anyU8,
    scope: anyU8,
    ifindex: anyS32,
    address: maybe(anyBytes),
    local: maybe(anyBytes),
    allFlags: maybe(anyU32),
    rest: anyRest([1, 2, 8]),
  },
  { noNullPrototype: true },
);

test('any address comes back', () => {
  fc.assert(fc.property(anyAddress, (one) => assert.deepStrictEqual(decodeAddress(encodeAddress(one)), one)));
});

test('every captured address survives a round trip, its bytes are all accounted for, and it can be cut anywhere', () => {
  const messages = fixtureMessages([RTM_NEWADDR]);
  assert.ok(messages.length >= 6);
  for (const { payload } of messages) {
    const one = decoded(payload);
    assert.deepStrictEqual(decodeAddress(encodeAddress(one)), one);
    assert.equal(encodeAddress(one).length, payload.length);
    for (let length = 0; length < payload.length; length++) decodeAddress(viewOf(payload, 0, length));
  }
});

test('a dump tells of both families', () => {
  const told = fixtureMessages([RTM_NEWADDR], 'addr-dump').map(({ payload }) => decoded(payload));
  const short = told.map(({ ifindex, prefixLength, local, address }) => [
    ifindex,
    (local ?? address)?.toHex(),
    prefixLength,
  ]);
  assert.deepStrictEqual(short.slice(0, 2), [
    [10, 'c00002fe', 24],
    [10, '20010db80000000000000000000000fe', 64],
  ]);
});

test('of a peer address the own one is `local`', () => {
  const [one] = fixtureMessages([RTM_NEWADDR], 'addr-new').map(({ payload }) => decoded(payload));
  assert.deepStrictEqual([one?.local?.toHex(), one?.address?.toHex()], ['c0000201', 'c0000202']);
});

test('an IPv6 address is told of when it is tentative, and again when it no longer is', () => {
  const told = fixtureMessages([RTM_NEWADDR], 'addr-new').map(({ payload }) => decoded(payload));
  const flags = told
    .filter(({ scope, family }) => family === 10 && scope === 0)
    .map(({ allFlags = 0 }) => allFlags & IFA_F_TENTATIVE);
  assert.deepStrictEqual(flags, [IFA_F_TENTATIVE, 0]);
});

test('damage says why', () => {
  const damaged: readonly (readonly [string, string])[] = [
    [IFADDRMSG.slice(2), 'short_payload'],
    [`${IFADDRMSG}04`, 'bad_attribute'],
    [`${IFADDRMSG}0600080000000000`, 'bad_value'],
  ];
  for (const [hex, reason] of damaged) {
    assert.deepStrictEqual(decodeAddress(Uint8Array.fromHex(hex)), { kind: 'failure', reason }, hex);
  }
});

function decoded(payload: Uint8Array): AddressMessage {
  const one = decodeAddress(payload);
  if (isFailure(one)) throw new Error(`${payload.toHex()}: ${one.reason}`);
  return one;
}
