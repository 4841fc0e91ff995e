import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseIp } from './ip.ts';
import { claimedInterface, readStoredRow, rowFamily } from './stored-row.ts';

const IPV4 = Uint8Array.of(10, 0, 0, 1);
const IPV6 = parseIp('2001:db8::1') ?? assert.fail();
const KEY = 'Vlan1000:10.0.0.1';
const MAC = '02:00:00:00:00:0a';

test('the family of an address is spelled as SONiC spells it', () => {
  assert.equal(rowFamily(IPV4), 'IPv4');
  assert.equal(rowFamily(IPV6), 'IPv6');
});

describe('a row that is right is understood', () => {
  test('IPv4', () => {
    const row = { key: KEY, neigh: MAC, family: 'IPv4' };
    assert.deepEqual(readStoredRow(row), { interfaceName: 'Vlan1000', ip: IPV4, mac: 0x02_00_00_00_00_0a });
  });

  test('IPv6', () => {
    const row = { key: 'Vlan1000:2001:db8::1', neigh: MAC, family: 'IPv6' };
    assert.deepEqual(readStoredRow(row), { interfaceName: 'Vlan1000', ip: IPV6, mac: 0x02_00_00_00_00_0a });
  });

  test('zero MAC', () => {
    assert.equal(readStoredRow({ key: KEY, neigh: '00:00:00:00:00:00', family: 'IPv4' })?.mac, 0);
  });
});

describe('a row with a wrong field has no MAC, but its key is known', () => {
  for (const [what, neigh, family] of [
    ['no neigh', undefined, 'IPv4'],
    ['no family', MAC, undefined],
    ['no field at all', undefined, undefined],
    ['the other family', MAC, 'IPv6'],
    ['a family in other letters', MAC, 'ipv4'],
    ['a MAC in capitals', '02:00:00:00:00:0A', 'IPv4'],
    ['a MAC that is none', 'NULL', 'IPv4'],
  ] as const) {
    test(what, () => {
      const known = readStoredRow({ key: KEY, neigh, family });
      assert.deepEqual(known, { interfaceName: 'Vlan1000', ip: IPV4, mac: undefined });
    });
  }
});

test('a row under a key that we would not write is not understood', () => {
  for (const key of ['Vlan1000', 'Vlan1000:10.0.0.1:', 'Vlan1000:2001:DB8::1', '::1', '']) {
    assert.equal(readStoredRow({ key, neigh: MAC, family: 'IPv4' }), undefined, key);
  }
});

test('a key claims the interface before its first colon, or all of it', () => {
  assert.equal(claimedInterface('Vlan1000:2001:DB8::1'), 'Vlan1000');
  assert.equal(claimedInterface('Vlan1000'), 'Vlan1000');
  assert.equal(claimedInterface('::1'), '');
  assert.equal(claimedInterface(''), '');
});
