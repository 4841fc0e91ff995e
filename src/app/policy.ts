import type { Config } from '../config/schema.ts';
import type { PolicyConfig, SwitchFacts } from '../neighbor/policy.ts';

/** The policy that a configuration and the switch's CONFIG_DB ask for; `run` and `verify` both use this one. */
export function policyOf({ filtering }: Config, facts: SwitchFacts): PolicyConfig {
  return {
    ipv4Enabled: filtering.ipv4_enabled,
    ipv6Enabled: filtering.ipv6_enabled,
    loopbackEnabled: filtering.loopback_enabled,
    interfaces: filtering.interfaces,
    linkLocalInterfaces: filtering.link_local_interfaces,
    facts,
    failedTable: filtering.failed_table,
  };
}
