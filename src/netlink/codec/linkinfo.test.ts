import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyRest, anyText, anyU32, maybe } from '../../../test/fixtures/netlink/arbitraries.ts';
import { decodeLinkInfo, encodeLinkInfo, type LinkInfo, NO_LINK_INFO } from './linkinfo.ts';

const VRF_KIND = '0800010076726600';
const TABLE_1001 = '08000100e9030000';
const UNKNOWN = '05000900aa000000';
const SLAVE_KIND = '0b0004006272696467650000';

const anyPlainInfo: fc.Arbitrary<LinkInfo> = fc.record(
  {
    linkKind: maybe(anyText.filter((kind) => kind !== 'vrf')),
    vrfTable: fc.constant(undefined),
    linkInfoRest: anyRest([1]),
  },
  { noNullPrototype: true },
);

const anyVrfInfo: fc.Arbitrary<LinkInfo> = fc.record(
  { linkKind: fc.constant('vrf'), vrfTable: anyU32, linkInfoRest: anyRest([1, 2]) },
  { noNullPrototype: true },
);

test('any link info comes back', () => {
  fc.assert(
    fc.property(fc.oneof(anyPlainInfo, anyVrfInfo), (info) => {
      assert.deepStrictEqual(decodeLinkInfo(encodeLinkInfo(info)), info);
    }),
  );
});

test('no link info is no bytes, and back', () => {
  assert.equal(encodeLinkInfo(NO_LINK_INFO).length, 0);
  assert.deepStrictEqual(decodeLinkInfo(new Uint8Array()), NO_LINK_INFO);
});

test('a VRF has its table, in the layout of the kernel', () => {
  const hex = `${VRF_KIND}0c000200${TABLE_1001}`;
  const info = { linkKind: 'vrf', vrfTable: 1001, linkInfoRest: [] };
  assert.deepStrictEqual(decodeLinkInfo(Uint8Array.fromHex(hex)), info);
  assert.equal(encodeLinkInfo(info).toHex(), hex);
});

test('what a future VRF has besides its table is kept', () => {
  const hex = `${VRF_KIND}14000200${TABLE_1001}${UNKNOWN}${SLAVE_KIND}`;
  const info = decodeLinkInfo(Uint8Array.fromHex(hex));
  assert.deepStrictEqual(info, {
    linkKind: 'vrf',
    vrfTable: 1001,
    linkInfoRest: [
      { type: 2, data: Uint8Array.fromHex(UNKNOWN) },
      { type: 4, data: Uint8Array.fromHex('62726964676500') },
    ],
  });
  assert.equal('linkKind' in info && encodeLinkInfo(info).toHex(), hex);
});

test('a VRF without a table keeps its data', () => {
  const hex = `${VRF_KIND}0c000200${UNKNOWN}`;
  const linkInfoRest = [{ type: 2, data: Uint8Array.fromHex(UNKNOWN) }];
  assert.deepStrictEqual(decodeLinkInfo(Uint8Array.fromHex(hex)), {
    linkKind: 'vrf',
    vrfTable: undefined,
    linkInfoRest,
  });
});

test('the data of another kind is not looked into', () => {
  const info = decodeLinkInfo(Uint8Array.fromHex(`08000100767266780c000200${TABLE_1001}`));
  const linkInfoRest = [{ type: 2, data: Uint8Array.fromHex(TABLE_1001) }];
  assert.deepStrictEqual(info, { linkKind: 'vrfx', vrfTable: undefined, linkInfoRest });
});

test('damage says why', () => {
  const damaged: readonly (readonly [string, string])[] = [
    ['03000100', 'bad_attribute'],
    [`${VRF_KIND}0600020003000000`, 'bad_attribute'],
    [`${VRF_KIND}0a00020006000100e9030000`, 'bad_value'],
  ];
  for (const [hex, reason] of damaged) {
    assert.deepStrictEqual(decodeLinkInfo(Uint8Array.fromHex(hex)), { kind: 'failure', reason }, hex);
  }
});
