import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DaemonError } from '../base/errors.ts';
import { formatIp, parseIp } from '../neighbor/ip.ts';
import { isWithin, parseAddRequest, parseAddress, parseLimit, parseMac, parseName, parsePrefix } from './arguments.ts';
import type { AddRequest } from './changes.ts';

const ADD: AddRequest = { ipAddress: '10.0.0.1', macAddress: '02:00:00:00:00:01', interface: 'Vlan10' };

const REFUSED: readonly (readonly [string, () => unknown, string])[] = [
  ['no address', () => parseAddress('ip', ''), 'ip: "" is not an IP address (allowed: such as 10.0.0.1 or fe80::1)'],
  [
    'three numbers',
    () => parseAddress('ip', '10.0.1'),
    'ip: "10.0.1" is not an IP address (allowed: such as 10.0.0.1 or fe80::1)',
  ],
  [
    'a leading zero',
    () => parseAddress('ip', '010.0.0.1'),
    'ip: "010.0.0.1" is not an IP address (allowed: such as 10.0.0.1 or fe80::1)',
  ],
  [
    'a zone',
    () => parseAddress('ip', 'fe80::1%eth0'),
    'ip: "fe80::1%eth0" has a zone (allowed: an address alone, and the interface by itself)',
  ],
  ['a prefix', () => parseAddress('ip', '10.0.0.0/8'), 'ip: "10.0.0.0/8" is a prefix (allowed: one address)'],
  [
    'control characters, and many',
    () => parseAddress('ip', `\x1b[2J${'a'.repeat(100)}`),
    `ip: "\\u001b[2J${'a'.repeat(60)}..." is not an IP address (allowed: such as 10.0.0.1 or fe80::1)`,
  ],
  [
    'a length beyond the address',
    () => parsePrefix('prefix', '10.0.0.0/33'),
    'prefix: "10.0.0.0/33" has no length that there is (allowed: /0 to /32)',
  ],
  [
    'a length that is no number',
    () => parsePrefix('prefix', 'fe80::/1e1'),
    'prefix: "fe80::/1e1" has no length that there is (allowed: /0 to /128)',
  ],
  [
    'a prefix of no address',
    () => parsePrefix('prefix', '10/8'),
    'prefix: "10/8" is not a prefix (allowed: such as 10.0.0.0/8 or fe80::/10)',
  ],
  [
    'five bytes',
    () => parseMac('mac', '02:00:00:00:00'),
    'mac: "02:00:00:00:00" is not a MAC address (allowed: such as 02:00:00:00:00:01)',
  ],
  [
    'a name with a slash',
    () => parseName('interface', 'a/b'),
    'interface: "a/b" is no name (allowed: 1 to 15 printable ASCII characters but space, / and :)',
  ],
  ['no neighbors', () => parseLimit(0), 'limit: 0 is out of range (allowed: a whole number, 1 to 1000)'],
  ['too many', () => parseLimit(1001), 'limit: 1001 is out of range (allowed: a whole number, 1 to 1000)'],
  ['half a neighbor', () => parseLimit(1.5), 'limit: 1.5 is out of range (allowed: a whole number, 1 to 1000)'],
  ['no number', () => parseLimit(Number.NaN), 'limit: NaN is out of range (allowed: a whole number, 1 to 1000)'],
  ...(['224.0.0.1', '255.255.255.255'] as const).map(
    (ipAddress) =>
      [
        `to add ${ipAddress}`,
        () => parseAddRequest({ ...ADD, ipAddress }),
        `ip_address: "${ipAddress}" is multicast, reserved or broadcast (allowed: unicast)`,
      ] as const,
  ),
  ...(['0.0.0.0', '::'] as const).map(
    (ipAddress) =>
      [
        `to add ${ipAddress}`,
        () => parseAddRequest({ ...ADD, ipAddress }),
        `ip_address: "${ipAddress}" is no address of a neighbor (allowed: unicast)`,
      ] as const,
  ),
  [
    'to add a multicast address',
    () => parseAddRequest({ ...ADD, ipAddress: 'ff02::1' }),
    'ip_address: "ff02::1" is multicast (allowed: unicast)',
  ],
  [
    'to add an IPv4-mapped address',
    () => parseAddRequest({ ...ADD, ipAddress: '::ffff:10.0.0.1' }),
    'ip_address: "::ffff:10.0.0.1" is an IPv4-mapped address (allowed: 10.0.0.1)',
  ],
  ...(['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:01'] as const).map(
    (macAddress) =>
      [
        `to add ${macAddress}`,
        () => parseAddRequest({ ...ADD, macAddress }),
        `mac_address: "${macAddress}" is no address of one station (allowed: unicast, not zero)`,
      ] as const,
  ),
  [
    'to add a state that only the kernel sets',
    () => parseAddRequest({ ...ADD, state: 'probe' }),
    'state: "probe" is no state to add with (allowed: permanent, reachable, stale)',
  ],
];
for (const [what, parse, message] of REFUSED) {
  test(`${what} is refused: ${message}`, () => assert.throws(parse, { code: 'invalid_argument', message }));
}

test('what may be left out of an addition has a default, and case does not matter', () => {
  const { ip: _, ...usual } = parseAddRequest(ADD);
  assert.deepEqual(usual, {
    mac: 0x0200_0000_0001,
    interface: 'Vlan10',
    state: 'permanent',
    externLearn: false,
    router: false,
  });
  assert.deepEqual(parseAddRequest({ ...ADD, macAddress: '02:00:00:00:00:AB' }).mac, 0x0200_0000_00ab);
  const given = parseAddRequest({ ...ADD, state: 'STALE', externLearn: true, router: true });
  assert.deepEqual([given.state, given.externLearn, given.router], ['stale', true, true]);
});

test('an address that stands for itself, and one with bits behind the prefix', () => {
  for (const [text, start, length] of [
    ['10.1.2.3', '10.1.2.3', 32],
    ['::1', '::1', 128],
    ['10.255.1.2/12', '10.240.0.0', 12],
    ['0.0.0.0/0', '0.0.0.0', 0],
    ['fe80::ffff/10', 'fe80::', 10],
    ['2001:db8::/127', '2001:db8::', 127],
  ] as const) {
    const { ip, length: bits } = parsePrefix('prefix', text);
    assert.deepEqual([formatIp(ip), bits], [start, length], text);
  }
});

test('an address is within a prefix exactly when its first bits are the same', () => {
  const bits = (ip: Uint8Array): string => [...ip].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const bytes = fc.constantFrom(4, 16).chain((size) => fc.uint8Array({ minLength: size, maxLength: size }));
  fc.assert(
    fc.property(bytes, bytes, fc.nat(128), fc.nat(128), (start, other, wanted, shared) => {
      const length = Math.min(wanted, start.length * 8);
      const { ip: network } = parsePrefix('prefix', `${formatIp(start)}/${length}`);
      // Alike up to a bit, so that both answers come up.
      const near = start.map((byte, at) => (at * 8 < shared ? byte : (other[at] ?? byte)));
      for (const ip of [start, other, near]) {
        const same = ip.length === start.length && bits(ip).slice(0, length) === bits(start).slice(0, length);
        assert.equal(isWithin(ip, { ip: network, length }), same, `${formatIp(ip)} in ${formatIp(network)}/${length}`);
      }
    }),
  );
});

test('nothing that is given does anything but mean something or be refused as invalid_argument', () => {
  const parts = fc.constantFrom('10.0.0.1', 'fe80::1', '::ffff:1.2.3.4', '%eth0', '/', '/8', '02:00:00:00:00:01', '\0');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(parts, fc.string({ maxLength: 3 }))).map((all) => all.join('')),
  );
  const onlyRefuses = (parse: () => unknown): void => {
    try {
      parse();
    } catch (error) {
      assert.ok(error instanceof DaemonError && error.code === 'invalid_argument', String(error));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      assert.doesNotMatch(error.message, /[\x00-\x1f]/);
      assert.ok(error.message.length < 500);
    }
  };
  fc.assert(
    fc.property(text, text, text, text, (ipAddress, macAddress, name, state) => {
      onlyRefuses(() => assert.ok(parseIp(formatIp(parseAddress('ip', ipAddress))) !== undefined));
      onlyRefuses(() => assert.ok(parsePrefix('prefix', ipAddress).length <= 128));
      onlyRefuses(() => parseMac('mac', macAddress));
      onlyRefuses(() => parseName('interface', name));
      onlyRefuses(() => parseAddRequest({ ipAddress, macAddress, interface: name, state }));
      onlyRefuses(() => parseAddRequest({ ...ADD, ipAddress }));
      onlyRefuses(() => parseAddRequest({ ...ADD, macAddress }));
    }),
  );
  fc.assert(fc.property(fc.oneof(fc.double(), fc.integer()), (limit) => onlyRefuses(() => parseLimit(limit))));
});
