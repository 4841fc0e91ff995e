import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConfigRow, collectRows } from './config-rows.ts';
import { deriveSwitchConfig, type SwitchConfig } from './switch-config.ts';

const ENABLE: ConfigRow = { ipv6_use_link_local_only: 'enable' };
const NO_FIELDS: ConfigRow = { NULL: 'NULL' };

/** `TABLE|key`, its fields, and what it makes of a switch without any configuration. */
type Case = readonly [
  what: string,
  name: string,
  row: ConfigRow,
  outcome: 'dualTor' | 'evpn' | 'nothing' | readonly string[],
];

const CASES: readonly Case[] = [
  ['a peer switch', 'PEER_SWITCH|switch2', { address_ipv4: '10.1.0.33' }, 'dualTor'],
  ['a peer switch without fields', 'PEER_SWITCH|switch2', NO_FIELDS, 'dualTor'],
  ['a peer switch with three parts', 'PEER_SWITCH|a|b', NO_FIELDS, 'dualTor'],
  ['a peer switch in the wrong case', 'peer_switch|switch2', NO_FIELDS, 'nothing'],
  ['an NVO', 'VXLAN_EVPN_NVO|nvo1', { source_vtep: 'vtep1' }, 'evpn'],
  ['an NVO without fields', 'VXLAN_EVPN_NVO|nvo1', NO_FIELDS, 'evpn'],
  ['an NVO with unknown fields', 'VXLAN_EVPN_NVO|nvo1', { colour: 'red' }, 'evpn'],
  ['a tunnel is no NVO', 'VXLAN_TUNNEL|vtep1', { src_ip: '10.1.0.1' }, 'nothing'],

  ['a port', 'INTERFACE|Ethernet0', ENABLE, ['Ethernet0']],
  ['a LAG', 'PORTCHANNEL_INTERFACE|PortChannel0001', ENABLE, ['PortChannel0001']],
  ['a VLAN', 'VLAN_INTERFACE|Vlan1000', ENABLE, ['Vlan1000']],
  ['a sub-interface', 'VLAN_SUB_INTERFACE|Ethernet0.10', ENABLE, ['Ethernet0.10']],
  ['a short sub-interface', 'VLAN_SUB_INTERFACE|Po1.10', ENABLE, ['Po1.10']],
  ['beside other fields', 'INTERFACE|Ethernet0', { vrf_name: 'Vrf1', ...ENABLE, colour: 'red' }, ['Ethernet0']],
  ['an interface that is not there yet', 'INTERFACE|Ethernet999', ENABLE, ['Ethernet999']],
  ['tables that are not asked', 'LOOPBACK_INTERFACE|Loopback0', ENABLE, 'nothing'],
  ['the management interface', 'MGMT_INTERFACE|eth0', ENABLE, 'nothing'],
  ['a row with an address', 'INTERFACE|Ethernet0|10.0.0.1/24', ENABLE, 'nothing'],
  ['a row with an IPv6 address', 'INTERFACE|Ethernet0|fe80::1/10', ENABLE, 'nothing'],
  ['a row with an empty third part', 'INTERFACE|Ethernet0|', ENABLE, 'nothing'],
  ['no fields', 'INTERFACE|Ethernet0', NO_FIELDS, 'nothing'],
  ['disabled', 'INTERFACE|Ethernet0', { ipv6_use_link_local_only: 'disable' }, 'nothing'],
  ['enabled in capitals', 'INTERFACE|Ethernet0', { ipv6_use_link_local_only: 'Enable' }, 'nothing'],
  ['another word for it', 'INTERFACE|Ethernet0', { ipv6_use_link_local_only: 'true' }, 'nothing'],
  ['a space too much', 'INTERFACE|Ethernet0', { ipv6_use_link_local_only: 'enable ' }, 'nothing'],
  ['empty', 'INTERFACE|Ethernet0', { ipv6_use_link_local_only: '' }, 'nothing'],
  ['the field in capitals', 'INTERFACE|Ethernet0', { IPV6_USE_LINK_LOCAL_ONLY: 'enable' }, 'nothing'],
  ['the table in lower case', 'interface|Ethernet0', ENABLE, 'nothing'],
];

function expected(outcome: Case[3]): SwitchConfig {
  return {
    dualTor: outcome === 'dualTor',
    evpn: outcome === 'evpn',
    linkLocalInterfaces: new Set(typeof outcome === 'string' ? [] : outcome),
  };
}

for (const [what, name, row, outcome] of CASES) {
  test(`${what}: ${name} ${JSON.stringify(row)}`, () => {
    const [table = '', ...key] = name.split('|');
    const rows = collectRows([table], [{ table, key: key.join('|'), row }]);
    assert.deepEqual(deriveSwitchConfig(rows), expected(outcome));
  });
}

test('without any table, and with empty ones, nothing is configured', () => {
  assert.deepEqual(deriveSwitchConfig(new Map()), expected('nothing'));
  assert.deepEqual(deriveSwitchConfig(collectRows(['PEER_SWITCH', 'INTERFACE'], [])), expected('nothing'));
});

test('another separator takes keys apart elsewhere', () => {
  const rows = collectRows(['INTERFACE'], [{ table: 'INTERFACE', key: 'Ethernet0:10.0.0.1/24', row: ENABLE }]);
  assert.deepEqual(deriveSwitchConfig(rows, ':'), expected('nothing'));
});
