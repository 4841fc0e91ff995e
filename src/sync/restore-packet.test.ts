import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIp, parseIp } from '../neighbor/ip.ts';
import { isFailure } from '../netlink/codec/failure.ts';
import type { Interface } from '../netlink/interfaces.ts';
import { decodeArp } from '../netlink/packet/arp.ts';
import { decodeNeighborSolicitation } from '../netlink/packet/neighbor-solicitation.ts';
import { packetFor } from './restore-packet.ts';
import type { AddressNeed } from './restore-plan.ts';

const MAC = Uint8Array.of(2, 0, 0, 0, 1, 0xa);

function address(text: string): Uint8Array {
  return parseIp(text) ?? assert.fail(text);
}

function port(...prefixes: readonly string[]): Interface {
  const addresses = prefixes.map((prefix) => {
    const [ip = '', length] = prefix.split('/');
    return { ip: address(ip), prefixLength: Number(length) };
  });
  return { ifindex: 3, name: 'Ethernet0', isUp: true, mac: MAC, parent: undefined, addresses };
}

test('IPv4 is asked for by a broadcast ARP request', () => {
  const packet = packetFor({ ip: address('10.0.0.2') }, 'ipv4', port('10.0.0.1/24')) ?? assert.fail();
  assert.deepEqual([packet.ifindex, packet.protocol, packet.destination.toHex()], [3, 0x806, 'ffffffffffff']);
  const arp = decodeArp(packet.payload);
  assert.ok(!isFailure(arp));
  assert.deepEqual(
    [arp.operation, arp.senderMac, formatIp(arp.senderIp), arp.targetMac, formatIp(arp.targetIp)],
    [1, MAC, '10.0.0.1', new Uint8Array(6), '10.0.0.2'],
  );
});

test('IPv6 is asked for at its solicited-node address', () => {
  const packet = packetFor({ ip: address('2001:db8::abcd') }, 'ipv6', port('2001:db8::1/64')) ?? assert.fail();
  assert.deepEqual([packet.protocol, packet.destination.toHex()], [0x86dd, '3333ff00abcd']);
  const asked = decodeNeighborSolicitation(packet.payload);
  assert.ok(!isFailure(asked));
  assert.deepEqual([asked.source, asked.destination, asked.target].map(formatIp), [
    '2001:db8::1',
    'ff02::1:ff00:abcd',
    '2001:db8::abcd',
  ]);
  assert.deepEqual(asked.sourceMac, MAC);
});

const SOURCES: readonly (readonly [string, AddressNeed, readonly string[], string | undefined])[] = [
  ['10.0.1.2', 'ipv4', ['10.0.0.1/24', '10.0.1.1/24'], '10.0.1.1'],
  ['10.0.1.130', 'ipv4', ['10.0.1.1/25', '10.0.1.129/25'], '10.0.1.129'],
  ['10.9.0.2', 'ipv4', ['10.0.0.1/24', '10.0.1.1/24'], '10.0.0.1'],
  ['10.9.0.2', 'ipv4', ['2001:db8::1/64'], undefined],
  ['2001:db8:1::2', 'ipv6', ['fe80::1/64', '2001:db8::1/64', '2001:db8:1::1/64'], '2001:db8:1::1'],
  ['2001:db8:9::2', 'ipv6', ['fe80::1/64', '2001:db8::1/64'], '2001:db8::1'],
  ['2001:db8:9::2', 'ipv6', ['fe80::1/64'], 'fe80::1'],
  ['fe80::2', 'ipv6_link_local', ['2001:db8::1/64', 'fe80::1/64'], 'fe80::1'],
  ['fe80::2', 'ipv6_link_local', ['2001:db8::1/64'], undefined],
];
for (const [ip, need, prefixes, expected] of SOURCES) {
  test(`${ip} is asked for from ${expected} of ${prefixes.join(', ')}`, () => {
    const packet = packetFor({ ip: address(ip) }, need, port(...prefixes));
    const source = need === 'ipv4' ? packet?.payload.slice(14, 18) : packet?.payload.slice(8, 24);
    assert.equal(source && formatIp(source), expected);
  });
}

test('an interface without an Ethernet address asks for nobody', () => {
  const bare = { ...port('10.0.0.1/24'), mac: undefined };
  assert.equal(packetFor({ ip: address('10.0.0.2') }, 'ipv4', bare), undefined);
});
