import assert from 'node:assert/strict';
import { isIP, SocketAddress } from 'node:net';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatIp, type Ip, isIpv6LinkLocal, isIpv6LinkLocalMulticast, parseIp } from './ip.ts';

const GOLDEN: readonly (readonly [what: string, groups: string, text: string])[] = [
  ['all zero', '0:0:0:0:0:0:0:0', '::'],
  ['one', '0:0:0:0:0:0:0:1', '::1'],
  ['a trailing run', '1:0:0:0:0:0:0:0', '1::'],
  ['a leading run', '0:0:0:0:1:2:3:4', '::1:2:3:4'],
  ['a run in the middle', '2001:db8:0:0:0:0:0:1', '2001:db8::1'],
  ['a run of two', '1:2:3:0:0:6:7:8', '1:2:3::6:7:8'],
  ['a single zero group is not compressed', '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['a single zero group at the start', '0:1:2:3:4:5:6:7', '0:1:2:3:4:5:6:7'],
  ['a single zero group at the end', '1:2:3:4:5:6:7:0', '1:2:3:4:5:6:7:0'],
  ['the first of two equal runs', '2001:0:0:1:0:0:1:1', '2001::1:0:0:1:1'],
  ['the longer of two runs, the later', '1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['the longer of two runs, the earlier', '1:0:0:0:2:0:0:3', '1::2:0:0:3'],
  ['no zero group', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['leading zeros are left out, letters are small', '2001:0db8:00AB:0:0:0:000F:1', '2001:db8:ab::f:1'],
  ['IPv4-mapped', '0:0:0:0:0:ffff:a00:1', '::ffff:10.0.0.1'],
  ['IPv4-mapped, the zero address', '0:0:0:0:0:ffff:0:0', '::ffff:0.0.0.0'],
  ['almost IPv4-mapped', '0:0:0:0:0:fffe:a00:1', '::fffe:a00:1'],
  ['ffff further left', '0:0:0:0:ffff:0:a00:1', '::ffff:0:a00:1'],
  ['IPv4-compatible', '0:0:0:0:0:0:1:2', '::0.1.0.2'],
  ['IPv4-compatible, a zero at the end', '0:0:0:0:0:0:1:0', '::0.1.0.0'],
  ['seven zero groups are not IPv4-compatible', '0:0:0:0:0:0:0:ffff', '::ffff'],
  ['six zero groups elsewhere', '1:0:0:0:0:0:0:2', '1::2'],
  ['link-local', 'fe80:0:0:0:0200:00ff:fe00:1', 'fe80::200:ff:fe00:1'],
];

const anyGroup = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(0xffff, 1, 0xa00) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
);
const anyIpv6 = fc.array(anyGroup, { minLength: 8, maxLength: 8 }).map((groups) => ({ ip: bytesOf(groups), groups }));
const anyIpv4 = fc.uint8Array({ minLength: 4, maxLength: 4 });

describe('the text of an address is what inet_ntop writes', () => {
  for (const [what, groups, text] of GOLDEN) {
    test(`${what}: ${text}`, () => {
      assert.equal(formatIp(bytesOf(groups.split(':').map((group) => Number.parseInt(group, 16)))), text);
    });
  }

  test('IPv4', () => {
    assert.equal(formatIp(Uint8Array.of(10, 0, 0, 1)), '10.0.0.1');
    assert.equal(formatIp(Uint8Array.of(255, 255, 255, 255)), '255.255.255.255');
  });

  test('and what the runtime writes, for any IPv6 address', () => {
    const property = fc.property(anyIpv6, ({ ip, groups }) => {
      const address = groups.map((group) => group.toString(16)).join(':');
      assert.equal(formatIp(ip), new SocketAddress({ address, family: 'ipv6' }).address);
    });
    fc.assert(property, { numRuns: 3000 });
  });
});

describe('reading an address', () => {
  test('any address comes back from its text', () => {
    const anyIp = fc.oneof(
      anyIpv4,
      anyIpv6.map(({ ip }) => ip),
    );
    fc.assert(fc.property(anyIp, (ip) => assert.deepEqual(parseIp(formatIp(ip)), ip)));
  });

  test('any address comes back from its text in full, in capitals', () => {
    const property = fc.property(anyIpv6, ({ ip, groups }) => {
      const text = groups.map((group) => group.toString(16).padStart(4, '0').toUpperCase()).join(':');
      assert.deepEqual(parseIp(text), ip);
    });
    fc.assert(property);
  });

  test('other valid forms are understood', () => {
    assert.deepEqual(parseIp('1:2:3:4:5:6:7::'), parseIp('1:2:3:4:5:6:7:0'));
    assert.deepEqual(parseIp('::2:3:4:5:6:7:8'), parseIp('0:2:3:4:5:6:7:8'));
    assert.deepEqual(parseIp('1:2:3:4:5:6:10.0.0.1'), parseIp('1:2:3:4:5:6:a00:1'));
    assert.deepEqual(parseIp('64:ff9b::10.0.0.1'), parseIp('64:ff9b::a00:1'));
  });

  for (const text of [
    '',
    ' ',
    'localhost',
    '10.0.0',
    '10.0.0.1.2',
    '10.0.0.256',
    '10.0.0.01',
    '010.0.0.1',
    '10.0.0.-1',
    '10.0.0.1 ',
    '10.0.0.1\n',
    '0x0a.0.0.1',
    '10.0.0.',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '1:2:3:4::5:6:7:8',
    '1::2::3',
    '1:2:3:4:5:6:7:',
    ':1:2:3:4:5:6:7',
    '12345::',
    'g::',
    'fe80::1%eth0',
    '::1%1',
    '::10.0.0.256',
    '::010.0.0.1',
    '10.0.0.1::',
    '::10.0.0.1:1',
    '1:2:3:4:5:6:7:10.0.0.1',
    '[::1]',
    '::1/128',
  ]) {
    test(`${JSON.stringify(text)} is no address`, () => assert.equal(parseIp(text), undefined));
  }

  test('what the runtime takes for an address is one, and nothing else is', () => {
    const piece = fc.constantFrom(':', ':', '::', '0', '1', 'ffff', 'Ab', '00000', 'g', '.', '10.0.0.1', '255', '1.2');
    const property = fc.property(fc.array(piece, { maxLength: 17 }), (pieces) => {
      const text = pieces.join('');
      assert.equal(parseIp(text)?.length, [undefined, 4, 16][[0, 4, 6].indexOf(isIP(text))], text);
    });
    fc.assert(property, { numRuns: 5000 });
  });
});

test('fe80::/10 is link-local, to its very edges', () => {
  const linkLocal = (text: string): boolean => isIpv6LinkLocal(ipOf(text));
  assert.ok(linkLocal('fe80::1') && linkLocal('febf:ffff::'));
  assert.ok(!linkLocal('fe7f::') && !linkLocal('fec0::') && !linkLocal('ff80::') && !linkLocal('2001:fe80::'));
  assert.ok(!linkLocal('254.128.0.1') && !linkLocal('169.254.0.1'));
});

test('ffX2:: is multicast of link-local scope, whatever X is', () => {
  const multicast = (text: string): boolean => isIpv6LinkLocalMulticast(ipOf(text));
  for (let flags = 0; flags < 16; flags++) {
    for (let scope = 0; scope < 16; scope++) {
      assert.equal(multicast(`ff${flags.toString(16)}${scope.toString(16)}::1`), scope === 2);
    }
  }
  assert.ok(!multicast('fe02::1') && !multicast('255.2.0.1') && !multicast('224.0.0.1'));
});

function ipOf(text: string): Ip {
  return parseIp(text) ?? assert.fail(`${text} is no address`);
}

function bytesOf(groups: readonly number[]): Ip {
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}
