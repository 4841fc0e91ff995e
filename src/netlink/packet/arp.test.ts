import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFailure } from '../codec/failure.ts';
import { ARP_REQUEST, decodeArp, encodeArp } from './arp.ts';

/** What the kernel (6.18) sends for 192.0.2.1 from 192.0.2.254, the Ethernet header left out. */
const CAPTURED = '000108000604000102000000010ac00002fe000000000000c0000201';

test('a request has the bytes of RFC 826, and of the kernel', () => {
  const request = encodeArp({
    operation: ARP_REQUEST,
    senderMac: Uint8Array.fromHex('02000000010a'),
    senderIp: Uint8Array.of(192, 0, 2, 254),
    targetMac: new Uint8Array(6),
    targetIp: Uint8Array.of(192, 0, 2, 1),
  });
  assert.equal(request.toHex(), CAPTURED);
});

test('a packet comes back, its padding left out', () => {
  const arp = decodeArp(Uint8Array.fromHex(`${CAPTURED}${'ff'.repeat(18)}`));
  assert.ok(!isFailure(arp));
  assert.deepEqual([arp.operation, arp.targetIp.toHex()], [ARP_REQUEST, 'c0000201']);
  assert.equal(encodeArp(arp).toHex(), CAPTURED);
});

test('what is not ARP for IPv4 over Ethernet says why', () => {
  const short = decodeArp(Uint8Array.fromHex(CAPTURED.slice(2)));
  const infiniband = decodeArp(Uint8Array.fromHex(`0020${CAPTURED.slice(4)}`));
  assert.deepEqual(
    [short, infiniband].map((one) => isFailure(one) && one.reason),
    ['short_payload', 'wrong_type'],
  );
});
