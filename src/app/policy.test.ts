import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, validate } from '../config/schema.ts';
import type { PolicyConfig, SwitchFacts } from '../neighbor/policy.ts';
import { policyOf } from './policy.ts';

const FACTS: SwitchFacts = { dualTor: true, evpn: false, linkLocalInterfaces: new Set(['Ethernet0']) };

const policy = (filtering: Record<string, unknown>): PolicyConfig => policyOf(validate({ filtering }) as Config, FACTS);

const DEFAULT: PolicyConfig = {
  ipv4Enabled: true,
  ipv6Enabled: true,
  loopbackEnabled: false,
  interfaces: [],
  linkLocalInterfaces: [],
  vrfs: new Map(),
  facts: FACTS,
  failedTable: false,
};

test('the policy of the defaults mirrors both families on every interface but lo, without IPv6 link-local', () => {
  assert.deepEqual(policy({}), DEFAULT);
});

const KEYS: readonly (readonly [string, unknown, Partial<PolicyConfig>])[] = [
  ['ipv4_enabled', false, { ipv4Enabled: false }],
  ['ipv6_enabled', false, { ipv6Enabled: false }],
  ['loopback_enabled', true, { loopbackEnabled: true }],
  ['interfaces', ['Ethernet*'], { interfaces: ['Ethernet*'] }],
  ['failed_table', true, { failedTable: true }],
  ['link_local_interfaces', ['Vlan100'], { linkLocalInterfaces: ['Vlan100'] }],
];
for (const [key, value, changes] of KEYS) {
  test(`filtering.${key} reaches the policy, and changes nothing else of it`, () => {
    assert.deepEqual(policy({ [key]: value }), { ...DEFAULT, ...changes });
  });
}

test('what is said of VRFs reaches the policy by their names', () => {
  const vrf = { Vrf_red: { enabled: false }, default: { ipv4_enabled: false }, constructor: { ipv6_enabled: false } };
  const on = { enabled: true, ipv4Enabled: true, ipv6Enabled: true };
  assert.deepEqual(policyOf(validate({ vrf }) as Config, FACTS), {
    ...DEFAULT,
    vrfs: new Map([
      ['Vrf_red', { ...on, enabled: false }],
      ['default', { ...on, ipv4Enabled: false }],
      ['constructor', { ...on, ipv6Enabled: false }],
    ]),
  });
});
