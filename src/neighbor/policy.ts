import { NTF_EXT_LEARNED, NUD_FAILED, NUD_INCOMPLETE, NUD_NOARP, NUD_PROBE } from '../netlink/codec/neighbour.ts';
import { isInterfaceName } from './interface-name.ts';
import { type Ip, isIpv4LinkLocal, isIpv6LinkLocal, isIpv6LinkLocalMulticast } from './ip.ts';
import type { LinkAddress } from './kernel-table.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from './mac.ts';
import type { Published } from './mirror.ts';
import { NUD_RESOLVED } from './nud.ts';

/** What SONiC's CONFIG_DB says of the switch, as far as neighbors are concerned. */
export type SwitchFacts = {
  /** There is a `PEER_SWITCH`: two top-of-rack switches share the servers. */
  readonly dualTor: boolean;
  /** There is a `VXLAN_EVPN_NVO`: some neighbors are learned from other switches. */
  readonly evpn: boolean;
  /** Interfaces with `ipv6_use_link_local_only` = `enable`. */
  readonly linkLocalInterfaces: ReadonlySet<string>;
};

/** A host, or a switch with none of that configured. */
export const NO_FACTS: SwitchFacts = { dualTor: false, evpn: false, linkLocalInterfaces: new Set() };

/** What configuration says of a VRF. One that is not spoken of is mirrored. */
export type VrfRules = {
  readonly enabled: boolean;
  /** Of one that is enabled; IPv4 and IPv6 have to be mirrored at all, too. */
  readonly ipv4Enabled: boolean;
  readonly ipv6Enabled: boolean;
};

/** What the policy may depend on besides the entry itself. */
export type PolicyConfig = {
  readonly ipv4Enabled: boolean;
  readonly ipv6Enabled: boolean;
  readonly loopbackEnabled: boolean;
  /** Exact names, or prefixes that end in `*`; empty means every interface. */
  readonly interfaces: readonly string[];
  /** Interfaces whose IPv6 link-local neighbors get rows besides those of `facts`; the same patterns, empty means none. */
  readonly linkLocalInterfaces: readonly string[];
  /** VRFs by name, those that configuration speaks of. */
  readonly vrfs: ReadonlyMap<string, VrfRules>;
  readonly facts: SwitchFacts;
  /** Whether failed neighbors get rows of NEIGH_FAILED_TABLE. */
  readonly failedTable: boolean;
};

/** A neighbor as the policy sees it: the kernel's entry under the name of its interface, and what we made of it. */
export type PolicyEntry = {
  readonly interfaceName: string;
  readonly ip: Ip;
  /** NUD_* */
  readonly state: number;
  /** NTF_* */
  readonly flags: number;
  readonly mac: LinkAddress;
  /** Since the kernel last changed it, in ms. */
  readonly ageMs: number;
  /** The row that the database has, or is to have once what is pending is written. */
  readonly published: Published;
  /** The bridge, bond or VRF that its interface belongs to. */
  readonly masterName: string | undefined;
  /** The VRF that its interface is in; undefined while that is not known. */
  readonly vrfName: string | undefined;
};

/** Rules that give a neighbor no row, with what they say; metrics and `verify` name them. */
export const ABSENT_RULES = {
  family_disabled: 'its address family is disabled by configuration',
  interface: 'its interface is not among those mirrored',
  vrf_disabled: 'its VRF is disabled by configuration',
  vrf_family_disabled: 'its address family is disabled by configuration in its VRF',
  multicast: 'IPv6 multicast of link-local scope is no neighbor',
  link_local: 'IPv6 link-local is not enabled on its interface',
  ipv4_link_local: 'IPv4 link-local is not a neighbor on a dual-ToR switch',
  failed: 'address resolution failed',
  incomplete: 'address resolution is under way',
  unresolved: 'it is in no state in which its address could be used',
  noarp: 'NOARP without the externally-learned flag is not a learned neighbor',
  missing_mac: 'the kernel has no link-layer address for it',
  odd_mac: 'its link-layer address is not six bytes long',
  broadcast_mac: 'its link-layer address is the broadcast address',
  zero_mac: 'orchagent would retry a zero address for ever',
} as const;

export type AbsentRule = keyof typeof ABSENT_RULES;

/** Rules that give a neighbor a row. The last two say to orchagent that it is there but not reached: a zero MAC. */
export type RowRule = 'resolved' | 'ext_learned' | 'dual_tor_failed' | 'dual_tor_incomplete';

/** Rules that leave the row as it is. */
export type HoldRule = 'vrf_unknown' | 'dual_tor_resolving' | 'evpn_probe';

/** What a neighbor means for the database. `hold` leaves there whatever is there. */
export type Verdict =
  | {
      readonly kind: 'row';
      readonly rule: RowRule;
      readonly mac: Mac;
      /** The VRF whose host route to this neighbor has to go first, when the neighbor has changed (EVPN). */
      readonly hostRouteVrf: string | undefined;
    }
  | { readonly kind: 'absent'; readonly rule: AbsentRule }
  | { readonly kind: 'hold'; readonly rule: HoldRule; readonly recheckAfterMs: number | undefined };

/** How long a dual-ToR switch lets the kernel resolve a neighbor before orchagent is told that it is not reached. */
const RESOLVING_MS = 3_000;

/** The policy: what APPL_DB should say of a neighbor, and the rule that decided. Pure. */
export function desired(entry: PolicyEntry, config: PolicyConfig): Verdict {
  const { facts } = config;
  const rule = scopeRule(entry, config);
  if (rule !== undefined) return { kind: 'absent', rule };
  // Its interface has a master of which we have not heard yet: that may be a VRF of which configuration speaks.
  if (entry.vrfName === undefined && config.vrfs.size > 0)
    return { kind: 'hold', rule: 'vrf_unknown', recheckAfterMs: undefined };
  if ((entry.state & NUD_FAILED) !== 0) return facts.dualTor ? unreached('dual_tor_failed') : absent('failed');
  if ((entry.state & NUD_INCOMPLETE) !== 0) return facts.dualTor ? resolving(entry) : absent('incomplete');
  const learned = (entry.flags & NTF_EXT_LEARNED) !== 0;
  if ((entry.state & NUD_NOARP) !== 0 && !learned) return absent('noarp');
  if ((entry.state & (NUD_RESOLVED | NUD_NOARP)) === 0) return absent('unresolved');
  // The kernel probes a neighbor that another switch has learned; taken for absence this would delete a live row.
  if (facts.evpn && (entry.state & NUD_PROBE) !== 0)
    return { kind: 'hold', rule: 'evpn_probe', recheckAfterMs: undefined };
  return resolved(entry, facts);
}

function absent(rule: AbsentRule): Verdict {
  return { kind: 'absent', rule };
}

function unreached(rule: 'dual_tor_failed' | 'dual_tor_incomplete'): Verdict {
  return { kind: 'row', rule, mac: ZERO_MAC, hostRouteVrf: undefined };
}

/** Dual ToR: a new neighbor gets some time to answer; one that had a MAC is unreached at once. */
function resolving({ published, ageMs }: PolicyEntry): Verdict {
  const hadMac = published !== 'none' && published !== 'unsure' && published !== ZERO_MAC;
  if (hadMac || ageMs >= RESOLVING_MS) return unreached('dual_tor_incomplete');
  return { kind: 'hold', rule: 'dual_tor_resolving', recheckAfterMs: RESOLVING_MS - ageMs };
}

function resolved({ mac, state, masterName }: PolicyEntry, { dualTor, evpn }: SwitchFacts): Verdict {
  if (mac === 'missing') return absent('missing_mac');
  if (mac === 'odd') return absent('odd_mac');
  if (mac === BROADCAST_MAC) return absent('broadcast_mac');
  if (mac === ZERO_MAC && !dualTor) return absent('zero_mac');
  const rule = (state & NUD_NOARP) === 0 ? 'resolved' : 'ext_learned';
  const hostRouteVrf = evpn && masterName !== undefined && namesVrf(masterName) ? masterName : undefined;
  return { kind: 'row', rule, mac, hostRouteVrf };
}

/** Whether orchagent takes this for the name of a VRF, and it can be part of a key. */
function namesVrf(name: string): boolean {
  return name.startsWith('Vrf') && isInterfaceName(name);
}

/** Whether rows under this interface name are ours to write and to delete, whether or not the interface exists. */
export function ownsInterface(interfaceName: string, config: PolicyConfig): boolean {
  if (!isInterfaceName(interfaceName)) return false;
  if (interfaceName === 'lo' && !config.loopbackEnabled) return false;
  return config.interfaces.length === 0 || matchesAny(interfaceName, config.interfaces);
}

/** Rules about where the neighbor is: its family, interface, VRF and kind of address. */
function scopeRule({ interfaceName, ip, vrfName }: PolicyEntry, config: PolicyConfig): AbsentRule | undefined {
  if (!(ip.length === 4 ? config.ipv4Enabled : config.ipv6Enabled)) return 'family_disabled';
  if (!ownsInterface(interfaceName, config)) return 'interface';
  const vrf = vrfName === undefined ? undefined : config.vrfs.get(vrfName);
  if (!mirrorsVrf(vrf, ip.length === 4 ? 'ipv4Enabled' : 'ipv6Enabled'))
    return vrf?.enabled === false ? 'vrf_disabled' : 'vrf_family_disabled';
  if (isIpv6LinkLocalMulticast(ip)) return 'multicast';
  if (isIpv6LinkLocal(ip) && !takesLinkLocal(interfaceName, config)) return 'link_local';
  if (config.facts.dualTor && isIpv4LinkLocal(ip)) return 'ipv4_link_local';
  return undefined;
}

const FAMILIES = ['ipv4Enabled', 'ipv6Enabled'] as const;

/** Whether neighbors of a family are mirrored in a VRF of which this is said. */
export function mirrorsVrf(rules: VrfRules | undefined, family: (typeof FAMILIES)[number]): boolean {
  return rules === undefined || (rules.enabled && rules[family]);
}

/** Whether a policy mirrors more of a VRF than the one before, as far as it is said of the VRF itself. */
export function opensVrf(name: string, { vrfs: before }: PolicyConfig, { vrfs: after }: PolicyConfig): boolean {
  return FAMILIES.some((family) => !mirrorsVrf(before.get(name), family) && mirrorsVrf(after.get(name), family));
}

/** Whether IPv6 link-local neighbors on this interface get rows. */
export function takesLinkLocal(interfaceName: string, { facts, linkLocalInterfaces }: PolicyConfig): boolean {
  return facts.linkLocalInterfaces.has(interfaceName) || matchesAny(interfaceName, linkLocalInterfaces);
}

function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}
