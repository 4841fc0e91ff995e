import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyBytes, anyRest, anyS32, anyU8, anyU16, anyU32, maybe } from '../../../test/fixtures/netlink/arbitraries.ts';
import { fixtureMessages } from '../../../test/fixtures/netlink/fixtures.ts';
import { joinBytes, viewOf } from './bytes.ts';
import { isFailure } from './failure.ts';
import { decodeNeigh, encodeNeigh, type NeighMessage, RTM_DELNEIGH, RTM_NEWNEIGH } from './ndmsg.ts';
import { NDA_CACHEINFO, NDA_PROBES, NDA_PROTOCOL } from './neighbour.ts';
import { NO_ATTRIBUTES } from './rtattr.ts';

const NDMSG = '020000000a00000002000001';

const anyNeigh: fc.Arbitrary<NeighMessage> = fc.record(
  {
    kind: fc.constant('neigh'),
    family: anyU8,
    ifindex: anyS32,
    state: anyU16,
    flags: anyU8,
    type: anyU8,
    dst: maybe(anyBytes),
    lladdr: maybe(anyBytes),
    master: maybe(anyU32),
    flagsExt: maybe(anyU32),
    rest: anyRest([1, 2, 9, 15]),
  },
  { noNullPrototype: true },
);

test('any neighbor comes back', () => {
  fc.assert(fc.property(anyNeigh, (neigh) => assert.deepStrictEqual(decodeNeigh(encodeNeigh(neigh)), neigh)));
});

test('every captured neighbor survives a round trip, and its bytes are all accounted for', () => {
  const messages = fixtureMessages([RTM_NEWNEIGH, RTM_DELNEIGH]);
  assert.ok(messages.length > 50);
  for (const { payload } of messages) {
    const neigh = decoded(payload);
    assert.deepStrictEqual(decodeNeigh(encodeNeigh(neigh)), neigh);
    assert.equal(encodeNeigh(neigh).length, payload.length);
  }
});

test('every captured neighbor can be cut anywhere', () => {
  for (const { payload } of fixtureMessages([RTM_NEWNEIGH, RTM_DELNEIGH])) {
    for (let length = 0; length < payload.length; length++) decodeNeigh(viewOf(payload, 0, length));
  }
});

test('a resolved neighbor has its address, its MAC, and the rest as it came', () => {
  const [ipv4, ipv6] = captured('neigh-new');
  assert.equal(summary(ipv4), 'family 2 if 10 state 0x2 flags 0x0 c0000201 02000000000a');
  assert.equal(summary(ipv6), 'family 10 if 10 state 0x2 flags 0x0 20010db8000000000000000000000001 02000000000a');
  assert.deepStrictEqual(
    ipv4?.rest.map(({ type }) => type),
    [NDA_PROBES, NDA_CACHEINFO],
  );
});

test('every state is told as it is', () => {
  assert.deepStrictEqual(
    captured('neigh-states').map(({ state }) => state),
    [0x80, 0x40, 0x02, 0x04, 0x08, 0x10, 0x20],
  );
});

test('a deletion is told twice, first as FAILED and without MAC', () => {
  const [failed, deleted] = captured('neigh-deleted');
  assert.equal(summary(failed), 'family 2 if 10 state 0x20 flags 0x0 c0000201 none');
  assert.equal(summary(deleted), summary(failed));
});

test('flags, extended flags and the protocol are told', () => {
  const [router, learned, , managed] = captured('neigh-flags');
  assert.equal(router?.flags, 0x80);
  assert.equal(learned?.flags, 0x10);
  assert.deepStrictEqual(learned?.rest.at(-1), { type: NDA_PROTOCOL, data: Uint8Array.of(11) });
  assert.equal(managed?.flagsExt, 1);
});

test('a link-layer address has any length', () => {
  assert.equal(captured('neigh-tunnel-address')[0]?.lladdr?.toHex(), '0a000001');
  assert.equal(captured('neigh-tunnel6-address')[0]?.lladdr?.length, 16);
  assert.equal(captured('neigh-without-address')[0]?.lladdr?.length, 0);
});

test('an FDB entry is a neighbor of AF_BRIDGE with a MAC, and with a destination only on a tunnel', () => {
  const [bridge, vxlan] = captured('fdb');
  assert.equal(summary(bridge), 'family 7 if 10 state 0x40 flags 0x0 none 02000000000a');
  assert.equal(bridge?.master, 20);
  assert.equal(summary(vxlan), 'family 7 if 30 state 0xc0 flags 0x2 c0000207 02000000000b');
});

test('without unknown attributes nothing is allocated for them', () => {
  assert.equal(decoded(Uint8Array.fromHex(NDMSG)).rest, NO_ATTRIBUTES);
});

test('of a repeated attribute the last one counts', () => {
  assert.equal(decoded(Uint8Array.fromHex(`${NDMSG}08000900010000000800090002000000`)).master, 2);
});

test('an ifindex is signed', () => {
  assert.equal(decoded(Uint8Array.fromHex('02000000ffffffff02000001')).ifindex, -1);
});

test('damage says why', () => {
  const damaged: readonly (readonly [string, string])[] = [
    [NDMSG.slice(2), 'short_payload'],
    [`${NDMSG}04`, 'bad_attribute'],
    [`${NDMSG}05000100`, 'bad_attribute'],
    [`${NDMSG}06000900ffff0000`, 'bad_value'],
    [`${NDMSG}04000f00`, 'bad_value'],
  ];
  for (const [hex, reason] of damaged) {
    assert.deepStrictEqual(decodeNeigh(Uint8Array.fromHex(hex)), { kind: 'failure', reason }, hex);
  }
});

test('addresses are views into what was decoded', () => {
  const bytes = joinBytes(Uint8Array.fromHex(NDMSG), Uint8Array.fromHex('08000100c0000201'));
  const { dst } = decoded(bytes);
  bytes[bytes.length - 1] = 9;
  assert.equal(dst?.toHex(), 'c0000209');
});

function captured(name: string): readonly NeighMessage[] {
  return fixtureMessages([RTM_NEWNEIGH, RTM_DELNEIGH], name).map(({ payload }) => decoded(payload));
}

function decoded(payload: Uint8Array): NeighMessage {
  const neigh = decodeNeigh(payload);
  if (isFailure(neigh)) throw new Error(`${payload.toHex()}: ${neigh.reason}`);
  return neigh;
}

function summary(neigh: NeighMessage | undefined): string | undefined {
  if (neigh === undefined) return undefined;
  const { family, ifindex, state, flags, dst, lladdr } = neigh;
  const numbers = `family ${family} if ${ifindex} state 0x${state.toString(16)} flags 0x${flags.toString(16)}`;
  return `${numbers} ${dst?.toHex() ?? 'none'} ${lladdr?.toHex() ?? 'none'}`;
}
