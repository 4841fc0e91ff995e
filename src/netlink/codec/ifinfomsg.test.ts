import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  anyBytes,
  anyRest,
  anyS32,
  anyText,
  anyU8,
  anyU16,
  anyU32,
  maybe,
} from '../../../test/fixtures/netlink/arbitraries.ts';
import { fixtureMessages } from '../../../test/fixtures/netlink/fixtures.ts';
import { viewOf } from './bytes.ts';
import { isFailure } from './failure.ts';
import type { LinkMessage } from './ifinfomsg.ts';
import { decodeLink, encodeLink, IFF_LOOPBACK, IFF_LOWER_UP, IFF_UP, RTM_DELLINK, RTM_NEWLINK } from './ifinfomsg.ts';
import { AF_BRIDGE, AF_UNSPEC } from './ndmsg.ts';

const IFINFOMSG = '00000100140000004310010000000000';

const anyLink: fc.Arbitrary<LinkMessage> = fc.record(
  {
    kind: fc.constant('link'),
    family: anyU8,
    type: anyU16,
    ifindex: anyS32,
    flags: anyU32,
    change: anyU32,
    name: maybe(anyText),
    master: maybe(anyU32),
    address: maybe(anyBytes),
    mtu: maybe(anyU32),
    operState: maybe(anyU8),
    carrier: maybe(anyU8),
    linkKind: fc.constant('vrf'),
    vrfTable: maybe(anyU32),
    linkInfoRest: anyRest([1, 2]),
    rest: anyRest([1, 3, 4, 10, 16, 18, 33]),
  },
  { noNullPrototype: true },
);

test('any link comes back', () => {
  fc.assert(fc.property(anyLink, (link) => assert.deepStrictEqual(decodeLink(encodeLink(link)), link)));
});

test('every captured link survives a round trip, and its bytes are all accounted for', () => {
  const messages = fixtureMessages([RTM_NEWLINK, RTM_DELLINK]);
  assert.ok(messages.length > 30);
  for (const { payload } of messages) {
    const link = decoded(payload);
    assert.deepStrictEqual(decodeLink(encodeLink(link)), link);
    assert.equal(encodeLink(link).length, payload.length);
  }
});

test('every captured link can be cut anywhere', () => {
  for (const { payload } of fixtureMessages([RTM_NEWLINK, RTM_DELLINK])) {
    for (let length = 0; length < payload.length; length++) decodeLink(viewOf(payload, 0, length));
  }
});

test('a dump tells of each link what it is', () => {
  const [lo, port, , bridge] = captured('link-dump');
  assert.equal(lo?.name, 'lo');
  assert.equal(lo?.linkKind, undefined);
  assert.equal(Number(lo?.flags) & (IFF_LOOPBACK | IFF_UP), IFF_LOOPBACK);
  assert.equal(port?.name, 'va');
  assert.equal(port?.linkKind, 'veth');
  assert.equal(port?.master, bridge?.ifindex);
  assert.equal(port?.address?.toHex(), '02000000010a');
  assert.equal(Number(port?.flags) & (IFF_UP | IFF_LOWER_UP), IFF_UP | IFF_LOWER_UP);
  assert.deepStrictEqual([port?.operState, port?.carrier, port?.mtu], [6, 1, 1500]);
  assert.equal(bridge?.linkKind, 'bridge');
});

test('each kind of link has its name', () => {
  const kinds = new Set(captured('link-new').map(({ linkKind }) => linkKind));
  assert.deepStrictEqual(kinds, new Set(['veth', 'bridge', 'vxlan', 'macvlan']));
});

test('a rename is told by the new name of the same ifindex', () => {
  const names = captured('link-renamed')
    .filter(({ ifindex }) => ifindex === 10)
    .map(({ name }) => name);
  assert.deepStrictEqual(names, ['va', 'Ethernet0']);
});

test('a port that leaves its bridge is deleted from AF_BRIDGE only', () => {
  const deleted = fixtureMessages([RTM_DELLINK], 'link-master').map(({ payload }) => decoded(payload));
  assert.deepStrictEqual(
    deleted.map(({ family }) => family),
    [AF_BRIDGE],
  );
  const masters = captured('link-master').filter(({ family, ifindex }) => family === AF_UNSPEC && ifindex === 10);
  assert.deepStrictEqual([masters.at(0)?.master, masters.at(-1)?.master], [20, undefined]);
});

test('a link that is gone is deleted from AF_UNSPEC', () => {
  const deleted = fixtureMessages([RTM_DELLINK], 'link-deleted').map(({ payload }) => decoded(payload));
  assert.deepStrictEqual(
    deleted.map(({ family, name }) => [family, name]),
    [
      [AF_UNSPEC, 'va'],
      [AF_UNSPEC, 'vb'],
    ],
  );
});

test('a VRF has its table', () => {
  const link = decoded(Uint8Array.fromHex(`${IFINFOMSG}1800128008000100767266000c00028008000100e9030000`));
  assert.deepStrictEqual([link.linkKind, link.vrfTable, link.ifindex], ['vrf', 1001, 20]);
});

test('of a repeated attribute the last one counts', () => {
  assert.equal(decoded(Uint8Array.fromHex(`${IFINFOMSG}08000a000100000008000a0002000000`)).master, 2);
});

test('damage says why', () => {
  const damaged: readonly (readonly [string, string])[] = [
    [IFINFOMSG.slice(2), 'short_payload'],
    [`${IFINFOMSG}04`, 'bad_attribute'],
    [`${IFINFOMSG}06000a00ffff0000`, 'bad_value'],
    [`${IFINFOMSG}0800210001000000`, 'bad_value'],
    [`${IFINFOMSG}0800120003000100`, 'bad_attribute'],
  ];
  for (const [hex, reason] of damaged) {
    assert.deepStrictEqual(decodeLink(Uint8Array.fromHex(hex)), { kind: 'failure', reason }, hex);
  }
});

function captured(name: string): readonly LinkMessage[] {
  return fixtureMessages([RTM_NEWLINK], name).map(({ payload }) => decoded(payload));
}

function decoded(payload: Uint8Array): LinkMessage {
  const link = decodeLink(payload);
  if (isFailure(link)) throw new Error(`${payload.toHex()}: ${link.reason}`);
  return link;
}
