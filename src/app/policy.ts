import type { Config } from '../config/schema.ts';
import type { VrfConfig } from '../config/vrf.ts';
import type { PolicyConfig, SwitchFacts, VrfRules } from '../neighbor/policy.ts';

/** The policy that a configuration and the switch's CONFIG_DB ask for; `run` and `verify` both use this one. */
export function policyOf({ filtering, vrf }: Config, facts: SwitchFacts): PolicyConfig {
  return {
    ipv4Enabled: filtering.ipv4_enabled,
    ipv6Enabled: filtering.ipv6_enabled,
    loopbackEnabled: filtering.loopback_enabled,
    interfaces: filtering.interfaces,
    linkLocalInterfaces: filtering.link_local_interfaces,
    vrfs: new Map(Object.entries(vrf).map(([name, rules]) => [name, vrfRules(rules)])),
    facts,
    failedTable: filtering.failed_table,
  };
}

function vrfRules({ enabled, ipv4_enabled, ipv6_enabled }: VrfConfig): VrfRules {
  return { enabled, ipv4Enabled: ipv4_enabled, ipv6Enabled: ipv6_enabled };
}
