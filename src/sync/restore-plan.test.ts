import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRestore } from './restore-plan.ts';

const MAC = '02:00:00:00:00:01';

test('rows are grouped by what they wait for, and others are counted by reason', () => {
  const rows = [
    { key: 'Ethernet0:10.0.0.2', neigh: MAC, family: 'IPv4' },
    { key: 'Ethernet0:2001:db8::2', neigh: MAC, family: 'IPv6' },
    { key: 'Ethernet0:fe80::2', neigh: MAC, family: 'IPv6' },
    { key: 'Ethernet0:10.0.0.3', neigh: MAC, family: 'IPv4' },
    { key: 'Vlan10:10.0.0.2', neigh: MAC, family: 'IPv4' },
    { key: 'lo:10.0.0.2', neigh: MAC, family: 'IPv4' },
    { key: 'lo:nonsense', neigh: MAC, family: 'IPv4' },
    { key: 'Ethernet0:10.0.0.4', neigh: '00:00:00:00:00:00', family: 'IPv4' },
    { key: 'Ethernet0:10.0.0.5', neigh: undefined, family: 'IPv4' },
    { key: 'Ethernet0:10.0.0.6', neigh: MAC, family: 'IPv6' },
    { key: 'Ethernet0:10.0.0.07', neigh: MAC, family: 'IPv4' },
    { key: 'Ethernet0:10.0.0.8', neigh: '02:00:00:00:00:0G', family: 'IPv4' },
    { key: 'nonsense', neigh: MAC, family: 'IPv4' },
  ];
  const { groups, skipped } = planRestore(rows);
  assert.deepEqual(
    groups.map(({ interfaceName, need, targets }) => [interfaceName, need, targets.length]),
    [
      ['Ethernet0', 'ipv4', 2],
      ['Ethernet0', 'ipv6', 1],
      ['Ethernet0', 'ipv6_link_local', 1],
      ['Vlan10', 'ipv4', 1],
    ],
  );
  assert.deepEqual(skipped, { loopback: 2, zero_mac: 1, unreadable: 5 });
  assert.deepEqual(groups[0]?.targets[0], {
    key: 'Ethernet0:10.0.0.2',
    ip: Uint8Array.of(10, 0, 0, 2),
    mac: Uint8Array.of(2, 0, 0, 0, 0, 1),
  });
});
