import { test } from 'node:test';
import { decodeLinkInfo, encodeLinkInfo } from '../../src/netlink/codec/linkinfo.ts';
import { fuzz } from './fuzz.ts';

test('decodeLinkInfo', () => {
  const vrf = encodeLinkInfo({ linkKind: 'vrf', vrfTable: 1001, linkInfoRest: [] });
  const port = { type: 4, data: Uint8Array.fromHex('62726964676500') };
  const vrfPort = encodeLinkInfo({ linkKind: 'vrf', vrfTable: 1001, linkInfoRest: [port] });
  fuzz([vrf, vrfPort], { decode: decodeLinkInfo, encode: encodeLinkInfo });
});
