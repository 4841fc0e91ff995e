import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { formatKey, parseKey } from './key.ts';

const anyName = fc.string({ minLength: 1, maxLength: 15 }).filter((name) => !name.includes(':'));
const anyIp = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc.uint8Array({ minLength: 16, maxLength: 16, max: 1 }),
);

test('a key is the interface, a colon and the address', () => {
  assert.equal(formatKey('Vlan1000', Uint8Array.of(10, 0, 0, 1)), 'Vlan1000:10.0.0.1');
  const ip = Uint8Array.fromHex('20010db8000000000000000000000001');
  assert.equal(formatKey('Vlan1000', ip), 'Vlan1000:2001:db8::1');
});

test('any key comes back in its two parts', () => {
  fc.assert(
    fc.property(anyName, anyIp, (interfaceName, ip) => {
      assert.deepEqual(parseKey(formatKey(interfaceName, ip)), { interfaceName, ip });
    }),
  );
});

test('an interface name may have a dot or a dash in it', () => {
  const ip = Uint8Array.of(10, 0, 0, 1);
  assert.deepEqual(parseKey('Ethernet0.10:10.0.0.1'), { interfaceName: 'Ethernet0.10', ip });
  assert.deepEqual(parseKey('Ethernet-BP0:10.0.0.1'), { interfaceName: 'Ethernet-BP0', ip });
});

describe('a key that we would not write is none of ours', () => {
  for (const key of [
    '',
    'Vlan1000',
    'Vlan1000:',
    ':10.0.0.1',
    '::1',
    'Vlan1000:10.0.0.01',
    'Vlan1000:10.0.0.1:',
    'Vlan1000:10.0.0.0/24',
    'Vlan1000:2001:DB8::1',
    'Vlan1000:2001:db8:0::1',
    'Vlan1000:2001:db8:0:0:0:0:0:1',
    'Vlan1000:::1:2',
    'Vlan1000:::ffff:a00:1',
    'Vlan1000:fe80::1%Vlan1000',
    'Vlan1000:Vlan1000:10.0.0.1',
  ]) {
    test(JSON.stringify(key), () => assert.equal(parseKey(key), undefined));
  }
});
