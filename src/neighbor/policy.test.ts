import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  NTF_EXT_LEARNED,
  NTF_ROUTER,
  NUD_DELAY,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_NONE,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
} from '../netlink/codec/neighbour.ts';
import { parseIp } from './ip.ts';
import { BROADCAST_MAC, ZERO_MAC } from './mac.ts';
import { ABSENT_RULES, desired, ownsInterface, type PolicyConfig, type PolicyEntry, type Verdict } from './policy.ts';

const MAC = 0x02_00_00_00_00_0a;

const DEFAULTS: PolicyConfig = {
  ipv4Enabled: true,
  ipv6Enabled: true,
  loopbackEnabled: false,
  interfaces: [],
  linkLocalInterfaces: [],
};

/** What differs from a reachable IPv4 neighbor of Ethernet0. */
type Given = Partial<Omit<PolicyEntry, 'ip' | 'interfaceName'>> & { readonly ip?: string; readonly on?: string };
type Case = readonly [name: string, given: Given, config: Partial<PolicyConfig>, verdict: string];

const V6 = '2001:db8::1';
const LINK_LOCAL = { linkLocalInterfaces: ['Ethernet0'] };
const LEARNED = NTF_EXT_LEARNED;
const ROW = 'row resolved';

const CASES: readonly Case[] = [
  ['PERMANENT, IPv4', { state: NUD_PERMANENT }, {}, ROW],
  ['REACHABLE, IPv4', { state: NUD_REACHABLE }, {}, ROW],
  ['STALE, IPv4', { state: NUD_STALE }, {}, ROW],
  ['DELAY, IPv4', { state: NUD_DELAY }, {}, ROW],
  ['PROBE, IPv4', { state: NUD_PROBE }, {}, ROW],
  ['PERMANENT, global IPv6', { ip: V6, state: NUD_PERMANENT }, {}, ROW],
  ['REACHABLE, global IPv6', { ip: V6, state: NUD_REACHABLE }, {}, ROW],
  ['STALE, global IPv6', { ip: V6, state: NUD_STALE }, {}, ROW],
  ['DELAY, global IPv6', { ip: V6, state: NUD_DELAY }, {}, ROW],
  ['PROBE, global IPv6', { ip: V6, state: NUD_PROBE }, {}, ROW],
  ['a resolved neighbor that other programs learned', { flags: LEARNED }, {}, ROW],

  ['FAILED', { state: NUD_FAILED, mac: 'missing' }, {}, 'absent failed'],
  ['FAILED that still has its MAC', { state: NUD_FAILED }, {}, 'absent failed'],
  ['INCOMPLETE', { state: NUD_INCOMPLETE, mac: 'missing' }, {}, 'absent incomplete'],
  ['INCOMPLETE that still has its MAC', { state: NUD_INCOMPLETE }, {}, 'absent incomplete'],
  ['NONE', { state: NUD_NONE, mac: 'missing' }, {}, 'absent unresolved'],
  ['NONE with a MAC', { state: NUD_NONE }, {}, 'absent unresolved'],

  ['fe80::, link-local not enabled', { ip: 'fe80::1' }, {}, 'absent link_local'],
  ['fe80::, enabled', { ip: 'fe80::1' }, LINK_LOCAL, ROW],
  ['fe80::, enabled on another interface', { ip: 'fe80::1', on: 'Ethernet4' }, LINK_LOCAL, 'absent link_local'],
  ['fe80::, enabled by prefix', { ip: 'fe80::1' }, { linkLocalInterfaces: ['Ethernet*'] }, ROW],
  ['febf::, the last of fe80::/10, not enabled', { ip: 'febf::1' }, {}, 'absent link_local'],
  ['febf::, the last of fe80::/10, enabled', { ip: 'febf::1' }, LINK_LOCAL, ROW],
  ['fec0::, the first after fe80::/10', { ip: 'fec0::1' }, {}, ROW],
  ['fe7f::, the last before fe80::/10', { ip: 'fe7f::1' }, {}, ROW],
  ['fe80::, enabled, but FAILED', { ip: 'fe80::1', state: NUD_FAILED }, LINK_LOCAL, 'absent failed'],

  ['ff02::', { ip: 'ff02::1' }, {}, 'absent multicast'],
  ['ff12::', { ip: 'ff12::1' }, {}, 'absent multicast'],
  ['ff72::', { ip: 'ff72::1' }, LINK_LOCAL, 'absent multicast'],
  ['fff2::', { ip: 'fff2::1' }, {}, 'absent multicast'],
  ['ff05::, multicast of site scope', { ip: 'ff05::1' }, {}, ROW],
  ['ff01::, multicast of interface scope', { ip: 'ff01::1' }, {}, ROW],
  ['ff22:: in the second group only', { ip: '2001:ff02::1' }, {}, ROW],

  ['MAC ff:ff:ff:ff:ff:ff', { mac: BROADCAST_MAC }, {}, 'absent broadcast_mac'],
  ['no MAC', { mac: 'missing' }, {}, 'absent missing_mac'],
  ['MAC not 6 bytes', { mac: 'odd' }, {}, 'absent odd_mac'],
  ['MAC 00:00:00:00:00:00', { mac: ZERO_MAC }, {}, 'absent zero_mac'],
  ['MAC 00:00:00:00:00:01', { mac: 1 }, {}, ROW],
  ['MAC ff:ff:ff:ff:ff:fe', { mac: BROADCAST_MAC - 1 }, {}, ROW],

  ['NOARP without NTF_EXT_LEARNED', { state: NUD_NOARP }, {}, 'absent noarp'],
  ['NOARP with NTF_EXT_LEARNED', { state: NUD_NOARP, flags: LEARNED }, {}, 'row ext_learned'],
  ['NOARP with another flag', { state: NUD_NOARP, flags: NTF_ROUTER }, {}, 'absent noarp'],
  ['NOARP with both flags', { state: NUD_NOARP, flags: LEARNED | NTF_ROUTER }, {}, 'row ext_learned'],
  ['NOARP, learned, zero MAC', { state: NUD_NOARP, flags: LEARNED, mac: ZERO_MAC }, {}, 'absent zero_mac'],

  ['IPv4 169.254/16', { ip: '169.254.0.1' }, {}, ROW],

  ['lo, by default', { on: 'lo' }, {}, 'absent interface'],
  ['lo, enabled', { on: 'lo' }, { loopbackEnabled: true }, ROW],
  ['lo, allowed by name but not enabled', { on: 'lo' }, { interfaces: ['lo'] }, 'absent interface'],
  ['lo, enabled but not allowed', { on: 'lo' }, { loopbackEnabled: true, interfaces: ['Vlan*'] }, 'absent interface'],
  ['an interface that only begins as lo does', { on: 'lo0' }, {}, ROW],
  ['allow-list, exact', {}, { interfaces: ['Vlan10', 'Ethernet0'] }, ROW],
  ['allow-list, exact, not a prefix', { on: 'Ethernet01' }, { interfaces: ['Ethernet0'] }, 'absent interface'],
  ['allow-list, not in it', { on: 'Vlan1' }, { interfaces: ['Vlan10', 'Ethernet0'] }, 'absent interface'],
  ['allow-list, Ethernet* covers Ethernet0', {}, { interfaces: ['Ethernet*'] }, ROW],
  ['allow-list, Ethernet* covers -BP', { on: 'Ethernet-BP0' }, { interfaces: ['Ethernet*'] }, ROW],
  ['allow-list, Ethernet* covers -IB', { on: 'Ethernet-IB0' }, { interfaces: ['Ethernet*'] }, ROW],
  ['allow-list, Ethernet* covers -Rec', { on: 'Ethernet-Rec0' }, { interfaces: ['Ethernet*'] }, ROW],
  ['allow-list, Ethernet* does not cover eth0', { on: 'eth0' }, { interfaces: ['Ethernet*'] }, 'absent interface'],
  ['allow-list, * covers all', { on: 'Vlan1' }, { interfaces: ['*'] }, ROW],

  ['IPv4 disabled, IPv4', {}, { ipv4Enabled: false }, 'absent family_disabled'],
  ['IPv4 disabled, IPv6', { ip: V6 }, { ipv4Enabled: false }, ROW],
  ['IPv6 disabled, IPv6', { ip: V6 }, { ipv6Enabled: false }, 'absent family_disabled'],
  ['IPv6 disabled, IPv4', {}, { ipv6Enabled: false }, ROW],
];

describe('the policy, case by case', () => {
  for (const [name, given, config, verdict] of CASES) {
    test(`${name}: ${verdict}`, () => {
      const entry = entryOf(given);
      assert.deepEqual(desired(entry, { ...DEFAULTS, ...config }), verdictOf(verdict, entry));
    });
  }

  test('every rule is decided by some case', () => {
    const shown = new Set(CASES.map(([, , , verdict]) => verdict));
    const rules = Object.keys(ABSENT_RULES).map((rule) => `absent ${rule}`);
    assert.deepEqual([...shown].sort(), [...rules, 'row resolved', 'row ext_learned'].sort());
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
      fc.constantFrom('fe80::1', 'ff02::1', '::', V6).map(ipOf),
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
  });
  const anyConfig: fc.Arbitrary<PolicyConfig> = fc.record({
    ipv4Enabled: fc.boolean(),
    ipv6Enabled: fc.boolean(),
    loopbackEnabled: fc.boolean(),
    interfaces: anyPatterns,
    linkLocalInterfaces: anyPatterns,
  });

  test('there is a verdict, and it names a rule', () => {
    fc.assert(
      fc.property(anyEntry, anyConfig, (entry, config) => {
        const verdict = desired(entry, config);
        if (verdict.kind === 'absent') assert.ok(verdict.rule in ABSENT_RULES);
        else assert.ok(verdict.kind === 'row' && ['resolved', 'ext_learned'].includes(verdict.rule));
      }),
      { numRuns: 1000 },
    );
  });

  test('a row has the MAC of the neighbor, neither zero nor broadcast, and is of an interface of ours', () => {
    fc.assert(
      fc.property(anyEntry, anyConfig, (entry, config) => {
        const verdict = desired(entry, config);
        if (verdict.kind !== 'row') return;
        assert.equal(verdict.mac, entry.mac);
        assert.ok(verdict.mac !== ZERO_MAC && verdict.mac !== BROADCAST_MAC);
        assert.ok(ownsInterface(entry.interfaceName, config));
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
  return { interfaceName: on, ip: ipOf(ip), state: NUD_REACHABLE, flags: 0, mac: MAC, ...given };
}

function verdictOf(text: string, { mac }: PolicyEntry): Verdict {
  const [kind, rule] = text.split(' ');
  return (kind === 'row' ? { kind, rule, mac } : { kind, rule }) as Verdict;
}
