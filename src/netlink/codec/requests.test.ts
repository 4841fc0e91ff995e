import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressDumpRequest,
  linkDumpRequest,
  linkGetRequest,
  neighAddRequest,
  neighDumpRequest,
  neighGetRequest,
} from './requests.ts';

const DUMP = '0103';
const ONE = '0100';

test('a neighbor dump without conditions is a struct ndmsg of zeros', () => {
  assert.equal(neighDumpRequest({ seq: 7 }).toHex(), `1c0000001e00${DUMP}0700000000000000${'00'.repeat(12)}`);
});

test('conditions of a neighbor dump are the family and attributes', () => {
  const bytes = neighDumpRequest({ seq: 7, family: 10, ifindex: 3, master: 4 });
  const ndmsg = `0a${'00'.repeat(11)}`;
  assert.equal(bytes.toHex(), `2c0000001e00${DUMP}0700000000000000${ndmsg}08000900040000000800080003000000`);
});

test('a question for one neighbor has its interface in struct ndmsg, and the family of its address', () => {
  const ipv4 = neighGetRequest({ seq: 7, ifindex: 3, dst: Uint8Array.of(192, 0, 2, 1) });
  assert.equal(ipv4.toHex(), `240000001e00${ONE}07000000000000000200000003000000${'00'.repeat(4)}08000100c0000201`);
  const ipv6 = neighGetRequest({ seq: 7, ifindex: 3, dst: new Uint8Array(16) });
  assert.equal(ipv6.length, 48);
  assert.equal(ipv6[16], 10);
});

test('a link dump is a whole struct ifinfomsg of zeros', () => {
  assert.equal(linkDumpRequest({ seq: 7 }).toHex(), `200000001200${DUMP}0700000000000000${'00'.repeat(16)}`);
});

test('a question for one link has its ifindex', () => {
  const bytes = linkGetRequest({ seq: 7, ifindex: 3 });
  assert.equal(bytes.toHex(), `200000001200${ONE}07000000000000000000000003000000${'00'.repeat(8)}`);
});

test('an address dump is a whole struct ifaddrmsg of zeros', () => {
  assert.equal(addressDumpRequest({ seq: 7 }).toHex(), `180000001600${DUMP}0700000000000000${'00'.repeat(8)}`);
});

test('a neighbor is added as STALE, never over another, and acknowledged', () => {
  const lladdr = Uint8Array.of(2, 0, 0, 0, 0, 0xa);
  const ipv4 = neighAddRequest({ seq: 7, ifindex: 3, dst: Uint8Array.of(192, 0, 2, 1), lladdr });
  // NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE; NUD_STALE, no flags, no type
  const header = `300000001c0005060700000000000000020000000300000004000000`;
  assert.equal(ipv4.toHex(), `${header}08000100c00002010a0002000200000000 0a0000`.replaceAll(' ', ''));
  const ipv6 = neighAddRequest({ seq: 7, ifindex: 3, dst: new Uint8Array(16), lladdr });
  assert.deepEqual([ipv6.length, ipv6[16]], [60, 10]);
});
