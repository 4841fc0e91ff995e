import type { Ip } from '../neighbor/ip.ts';
import type { Inspection } from '../sync/inspection.ts';
import type { Explanation } from './reports.ts';
import type { Rule } from './rule-text.ts';

export type RuleContext = {
  readonly interfaceName: string;
  readonly ip: Ip;
  readonly inspection: Pick<Inspection, 'policy' | 'linkNamed' | 'vrfOf'>;
  readonly configured: (key: string) => { readonly value: unknown; readonly origin: string };
};

type Read = Explanation['configuration'][number];

const CONFIG_DB = 'CONFIG_DB';

/** The configuration that a verdict depends on: what would have to be different for another one. */
export function rulesRead(rule: Rule, context: RuleContext): readonly Read[] {
  const { inspection, interfaceName } = context;
  const { facts } = inspection.policy;
  const keys = (...names: readonly string[]): readonly Read[] =>
    names.map((key) => ({ key, ...context.configured(key) }));
  const dualTor: Read = { key: 'PEER_SWITCH', value: facts.dualTor, origin: CONFIG_DB };
  const evpn: Read = { key: 'VXLAN_EVPN_NVO', value: facts.evpn, origin: CONFIG_DB };
  const family = context.ip.length === 4 ? 'ipv4_enabled' : 'ipv6_enabled';
  const vrf = `vrf.${inspection.vrfOf(inspection.linkNamed(interfaceName)?.ifindex ?? 0) ?? 'default'}`;
  switch (rule) {
    case 'family_disabled':
      return keys(`filtering.${family}`);
    case 'interface':
      return keys('filtering.interfaces', 'filtering.loopback_enabled');
    case 'vrf_disabled':
      return keys(`${vrf}.enabled`);
    case 'vrf_family_disabled':
      return keys(`${vrf}.${family}`);
    case 'link_local': {
      const enabled = facts.linkLocalInterfaces.has(interfaceName);
      const fact: Read = { key: `ipv6_use_link_local_only of ${interfaceName}`, value: enabled, origin: CONFIG_DB };
      return [...keys('filtering.link_local_interfaces'), fact];
    }
    case 'ipv4_link_local':
    case 'zero_mac':
    case 'failed':
    case 'incomplete':
    case 'dual_tor_failed':
    case 'dual_tor_incomplete':
    case 'dual_tor_resolving':
      return [dualTor];
    case 'evpn_probe':
      return [evpn];
    default:
      return [];
  }
}
