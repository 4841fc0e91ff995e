import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIp } from '../neighbor/ip.ts';
import type { Interface } from '../netlink/interfaces.ts';
import type { AddressNeed } from './restore-plan.ts';
import { readiness } from './restore-readiness.ts';

type Facts = { readonly up?: boolean; readonly parent?: string; readonly ips?: readonly string[] };

function interfaces(facts: Readonly<Record<string, Facts>>): ReadonlyMap<string, Interface> {
  return new Map(
    Object.entries(facts).map(([name, { up = true, parent, ips = ['10.0.0.1'] }], index) => {
      const addresses = ips.map((ip) => ({ ip: parseIp(ip) ?? new Uint8Array(4), prefixLength: 24 }));
      return [name, { ifindex: index + 2, name, isUp: up, mac: undefined, parent, addresses }];
    }),
  );
}

const MEMBERS = { vlans: new Set(['Vlan10']), lags: new Set(['PortChannel1']) };

const CASES: readonly (readonly [string, Readonly<Record<string, Facts>>, string, AddressNeed, string])[] = [
  ['an interface that is up with an address', { Ethernet0: {} }, 'Ethernet0', 'ipv4', 'ready'],
  ['one that does not exist', {}, 'Ethernet0', 'ipv4', 'missing'],
  ['one without a carrier', { Ethernet0: { up: false } }, 'Ethernet0', 'ipv4', 'down'],
  ['one without any address', { Ethernet0: { ips: [] } }, 'Ethernet0', 'ipv4', 'no_address'],
  ['one with an address of the other family', { Ethernet0: {} }, 'Ethernet0', 'ipv6', 'no_address'],
  ['the other way round', { Ethernet0: { ips: ['2001:db8::1'] } }, 'Ethernet0', 'ipv4', 'no_address'],
  ['a link-local address for a global neighbor', { Ethernet0: { ips: ['fe80::1'] } }, 'Ethernet0', 'ipv6', 'ready'],
  [
    'a global address for a link-local neighbor',
    { Ethernet0: { ips: ['2001:db8::1'] } },
    'Ethernet0',
    'ipv6_link_local',
    'no_address',
  ],
  ['link-local for link-local', { Ethernet0: { ips: ['fe80::1'] } }, 'Ethernet0', 'ipv6_link_local', 'ready'],
  ['a VLAN with a member', { Vlan10: {} }, 'Vlan10', 'ipv4', 'ready'],
  ['a VLAN without', { Vlan20: {} }, 'Vlan20', 'ipv4', 'no_members'],
  [
    'a VLAN on a bridge that is down',
    { Bridge: { up: false }, Vlan10: { parent: 'Bridge' } },
    'Vlan10',
    'ipv4',
    'ready',
  ],
  ['a LAG with a member', { PortChannel1: {} }, 'PortChannel1', 'ipv4', 'ready'],
  ['a LAG without', { PortChannel2: {} }, 'PortChannel2', 'ipv4', 'no_members'],
  [
    'a sub-interface whose parent is down',
    { Ethernet0: { up: false }, 'Ethernet0.10': { parent: 'Ethernet0' } },
    'Ethernet0.10',
    'ipv4',
    'down',
  ],
  [
    'a sub-interface of a LAG with a member',
    { PortChannel1: {}, 'Po1.10': { parent: 'PortChannel1' } },
    'Po1.10',
    'ipv4',
    'ready',
  ],
  [
    'a sub-interface of a LAG without',
    { PortChannel2: {}, 'Po2.10': { parent: 'PortChannel2' } },
    'Po2.10',
    'ipv4',
    'no_members',
  ],
];
for (const [what, facts, interfaceName, need, expected] of CASES) {
  test(`${what}: ${expected}`, () => {
    const found = readiness({ interfaceName, need }, interfaces(facts), MEMBERS);
    assert.equal(found.kind === 'ready' ? found.kind : found.reason, expected);
  });
}
