import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_POLICY } from '../../test/fixtures/policy.ts';
import { type Given, MAC, POLICY_CASES } from '../../test/fixtures/policy-cases.ts';
import { NUD_FAILED, NUD_INCOMPLETE, NUD_REACHABLE } from '../netlink/codec/neighbour.ts';
import { parseIp } from './ip.ts';
import { BROADCAST_MAC, ZERO_MAC } from './mac.ts';
import {
  ABSENT_RULES,
  desired,
  mirrorsVrf,
  ownsInterface,
  type PolicyConfig,
  type PolicyEntry,
  type Verdict,
} from './policy.ts';

describe('the policy, case by case', () => {
  for (const [name, given, config, verdict] of POLICY_CASES) {
    test(`${name}: ${verdict}`, () => {
      const entry = entryOf(given);
      assert.deepEqual(desired(entry, { ...DEFAULT_POLICY, ...config }), verdictOf(verdict, entry));
    });
  }

  test('every rule is decided by some case', () => {
    const shown = new Set(POLICY_CASES.map(([, , , verdict]) => verdict.split(' ').slice(0, 2).join(' ')));
    const rules = Object.keys(ABSENT_RULES).map((rule) => `absent ${rule}`);
    const rows = ['resolved', 'ext_learned', 'dual_tor_failed', 'dual_tor_incomplete'].map((rule) => `row ${rule}`);
    const holds = ['vrf_unknown', 'dual_tor_resolving', 'evpn_probe'].map((rule) => `hold ${rule}`);
    assert.deepEqual([...shown].sort(), [...rules, ...rows, ...holds].sort());
  });
});

describe('the policy, whatever the kernel says', () => {
  const anyName = fc.constantFrom('lo', 'eth0', 'Ethernet0', 'Ethernet-BP0', 'Vlan1000', 'PortChannel1', '');
  const anyPatterns = fc.array(fc.constantFrom('lo', 'Ethernet0', 'Ethernet*', 'Vlan*', '*'), { maxLength: 2 });
  const anyEntry: fc.Arbitrary<PolicyEntry> = fc.record({
    interfaceName: anyName,
    ip: fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.constantFrom('fe80::1', 'ff02::1', '::', '2001:db8::1').map(ipOf),
    ),
    state: fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.nat(7).map((bit) => 1 << bit),
    ),
    flags: fc.integer({ min: 0, max: 0xff }),
    mac: fc.oneof(
      fc.integer({ min: 0, max: BROADCAST_MAC }),
      fc.constantFrom<PolicyEntry['mac']>(ZERO_MAC, BROADCAST_MAC, 'missing', 'odd'),
    ),
    ageMs: fc.integer({ min: 0, max: 10_000 }),
    published: fc.constantFrom<PolicyEntry['published']>('none', 'unsure', ZERO_MAC, MAC),
    masterName: fc.constantFrom(undefined, 'Vrf-red', 'Bridge'),
    vrfName: fc.constantFrom(undefined, 'default', 'Vrf-red', 'constructor'),
  });
  const anyConfig: fc.Arbitrary<PolicyConfig> = fc.record({
    ipv4Enabled: fc.boolean(),
    ipv6Enabled: fc.boolean(),
    loopbackEnabled: fc.boolean(),
    interfaces: anyPatterns,
    linkLocalInterfaces: anyPatterns,
    vrfs: fc
      .dictionary(
        fc.constantFrom('default', 'Vrf-red'),
        fc.record({ enabled: fc.boolean(), ipv4Enabled: fc.boolean(), ipv6Enabled: fc.boolean() }),
      )
      .map((rules) => new Map(Object.entries(rules))),
    facts: fc.record({
      dualTor: fc.boolean(),
      evpn: fc.boolean(),
      linkLocalInterfaces: fc.constantFrom(new Set<string>(), new Set(['Ethernet0'])),
    }),
    failedTable: fc.boolean(),
  });

  test('there is a verdict, and it names a rule', () => {
    fc.assert(
      fc.property(anyEntry, anyConfig, (entry, config) => {
        const verdict = desired(entry, config);
        if (verdict.kind === 'absent') assert.ok(verdict.rule in ABSENT_RULES);
        if (verdict.kind === 'hold') assert.ok((verdict.recheckAfterMs ?? 1) > 0);
      }),
      { numRuns: 1000 },
    );
  });

  test('a row has the MAC of the neighbor, never broadcast, zero on dual ToR only, and is of an interface of ours', () => {
    fc.assert(
      fc.property(anyEntry, anyConfig, (entry, config) => {
        const verdict = desired(entry, config);
        if (verdict.kind !== 'row') return;
        assert.ok(ownsInterface(entry.interfaceName, config));
        const family = entry.ip.length === 4 ? 'ipv4Enabled' : 'ipv6Enabled';
        assert.ok(
          config.vrfs.size === 0 || (entry.vrfName !== undefined && mirrorsVrf(config.vrfs.get(entry.vrfName), family)),
        );
        assert.notEqual(verdict.mac, BROADCAST_MAC);
        if (verdict.mac === ZERO_MAC) return assert.ok(config.facts.dualTor);
        assert.equal(verdict.mac, entry.mac);
        assert.equal(entry.state & (NUD_FAILED | NUD_INCOMPLETE), 0);
      }),
      { numRuns: 1000 },
    );
  });
});

function ipOf(text: string): Uint8Array {
  return parseIp(text) ?? assert.fail(`${text} is no address`);
}

function entryOf({ on = 'Ethernet0', ip = '10.0.0.1', ...given }: Given): PolicyEntry {
  const usual = {
    state: NUD_REACHABLE,
    flags: 0,
    mac: MAC,
    ageMs: 0,
    published: 'none',
    masterName: undefined,
    vrfName: 'default',
  } as const;
  return { ...usual, interfaceName: on, ip: ipOf(ip), ...given };
}

/** The verdict that a case writes in words. */
function verdictOf(text: string, { mac }: PolicyEntry): Verdict {
  const [kind, rule, detail, name] = text.split(' ');
  const value = {
    row: { kind, rule, mac: detail === 'zero' ? ZERO_MAC : mac, hostRouteVrf: detail === 'via' ? name : undefined },
    hold: { kind, rule, recheckAfterMs: detail === undefined ? undefined : Number(detail) },
    absent: { kind, rule },
  }[kind ?? ''];
  return value as Verdict;
}
