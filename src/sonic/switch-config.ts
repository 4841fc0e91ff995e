import type { ConfigRows } from './config-rows.ts';

/** What CONFIG_DB says about the switch as far as it decides which neighbors get rows. */
export type SwitchConfig = {
  /** two top-of-rack switches share the servers: there is a `PEER_SWITCH` row */
  readonly dualTor: boolean;
  /** there is a `VXLAN_EVPN_NVO` row */
  readonly evpn: boolean;
  /** interfaces whose IPv6 link-local neighbors get rows; they need not exist */
  readonly linkLocalInterfaces: ReadonlySet<string>;
};

/** The tables that `deriveSwitchConfig` looks at. */
export const SWITCH_CONFIG_TABLES = {
  peerSwitch: 'PEER_SWITCH',
  evpnNvo: 'VXLAN_EVPN_NVO',
  // The last one is our extension: the C++ daemon knows no sub-interfaces.
  interfaces: ['INTERFACE', 'PORTCHANNEL_INTERFACE', 'VLAN_INTERFACE', 'VLAN_SUB_INTERFACE'],
} as const;

/**
 * Derives the switch's configuration. Never throws: whatever is not exactly as SONiC writes it counts as not configured.
 *
 * A link-local interface has the two-part row `INTERFACE|Ethernet0` (rows with an address, `INTERFACE|Ethernet0|fe80::1/10`,
 * are not it) whose field `ipv6_use_link_local_only` is `enable`, in lower case. Other fields do not matter. For
 * `PEER_SWITCH` and `VXLAN_EVPN_NVO` the presence of any row counts, whatever is in it.
 *
 * @param separator of CONFIG_DB, from database_config.json
 */
export function deriveSwitchConfig(rows: ConfigRows, separator = '|'): SwitchConfig {
  const { peerSwitch, evpnNvo, interfaces } = SWITCH_CONFIG_TABLES;
  const linkLocalInterfaces = new Set<string>();
  for (const table of interfaces) {
    for (const [key, row] of rows.get(table) ?? []) {
      if (!key.includes(separator) && row['ipv6_use_link_local_only'] === 'enable') linkLocalInterfaces.add(key);
    }
  }
  return { dualTor: hasRows(rows, peerSwitch), evpn: hasRows(rows, evpnNvo), linkLocalInterfaces };
}

function hasRows(rows: ConfigRows, table: string): boolean {
  return (rows.get(table)?.size ?? 0) > 0;
}
