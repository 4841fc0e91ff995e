import { NTF_EXT_LEARNED, NUD_FAILED, NUD_INCOMPLETE, NUD_NOARP } from '../netlink/codec/neighbour.ts';
import { type Ip, isIpv6LinkLocal, isIpv6LinkLocalMulticast } from './ip.ts';
import type { LinkAddress } from './kernel-table.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from './mac.ts';
import { NUD_RESOLVED } from './nud.ts';

/** What the policy may depend on besides the entry itself. */
export type PolicyConfig = {
  readonly ipv4Enabled: boolean;
  readonly ipv6Enabled: boolean;
  readonly loopbackEnabled: boolean;
  /** Exact names, or prefixes that end in `*`; empty means every interface. */
  readonly interfaces: readonly string[];
  /** Interfaces whose IPv6 link-local neighbors get rows; the same patterns, empty means none. */
  readonly linkLocalInterfaces: readonly string[];
};

/** A neighbor as the policy sees it: the kernel's entry under the name of its interface. */
export type PolicyEntry = {
  readonly interfaceName: string;
  readonly ip: Ip;
  /** NUD_* */
  readonly state: number;
  /** NTF_* */
  readonly flags: number;
  readonly mac: LinkAddress;
};

/** Rules that give a neighbor no row, with what they say; metrics and `verify` name them. */
export const ABSENT_RULES = {
  family_disabled: 'its address family is disabled by configuration',
  interface: 'its interface is not among those mirrored',
  multicast: 'IPv6 multicast of link-local scope is no neighbor',
  link_local: 'IPv6 link-local is not enabled on its interface',
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
export type RowRule = 'resolved' | 'ext_learned';

/** What a neighbor means for the database. `hold` leaves there whatever is there. */
export type Verdict =
  | { readonly kind: 'row'; readonly rule: RowRule; readonly mac: Mac }
  | { readonly kind: 'absent'; readonly rule: AbsentRule }
  | { readonly kind: 'hold'; readonly rule: string };

/** The policy: what APPL_DB should say of a neighbor, and the rule that decided. Pure. */
export function desired(entry: PolicyEntry, config: PolicyConfig): Verdict {
  const rule = scopeRule(entry, config) ?? stateRule(entry);
  if (rule !== undefined) return { kind: 'absent', rule };
  const { mac } = entry;
  if (mac === 'missing') return { kind: 'absent', rule: 'missing_mac' };
  if (mac === 'odd') return { kind: 'absent', rule: 'odd_mac' };
  if (mac === BROADCAST_MAC) return { kind: 'absent', rule: 'broadcast_mac' };
  if (mac === ZERO_MAC) return { kind: 'absent', rule: 'zero_mac' };
  return { kind: 'row', rule: (entry.state & NUD_NOARP) === 0 ? 'resolved' : 'ext_learned', mac };
}

/**
 * What the kernel takes for a name (net/core/dev.c, dev_valid_name: 1 to 15 bytes, no `/`, `:` or white space), in printable
 * ASCII: SONiC has no other names, and bytes that are no text could not be written as a key.
 */
const INTERFACE_NAME = /^[!-.0-9;-~]{1,15}$/;

/** Whether rows under this interface name are ours to write and to delete, whether or not the interface exists. */
export function ownsInterface(interfaceName: string, config: PolicyConfig): boolean {
  if (!INTERFACE_NAME.test(interfaceName)) return false;
  if (interfaceName === 'lo' && !config.loopbackEnabled) return false;
  return config.interfaces.length === 0 || matchesAny(interfaceName, config.interfaces);
}

/** Rules about where the neighbor is: its family, interface and kind of address. */
function scopeRule({ interfaceName, ip }: PolicyEntry, config: PolicyConfig): AbsentRule | undefined {
  if (!(ip.length === 4 ? config.ipv4Enabled : config.ipv6Enabled)) return 'family_disabled';
  if (!ownsInterface(interfaceName, config)) return 'interface';
  if (isIpv6LinkLocalMulticast(ip)) return 'multicast';
  if (isIpv6LinkLocal(ip) && !matchesAny(interfaceName, config.linkLocalInterfaces)) return 'link_local';
  return undefined;
}

/** Rules about how far the kernel has got with it. */
function stateRule({ state, flags }: PolicyEntry): AbsentRule | undefined {
  if ((state & NUD_FAILED) !== 0) return 'failed';
  if ((state & NUD_INCOMPLETE) !== 0) return 'incomplete';
  if ((state & NUD_NOARP) !== 0) return (flags & NTF_EXT_LEARNED) === 0 ? 'noarp' : undefined;
  return (state & NUD_RESOLVED) === 0 ? 'unresolved' : undefined;
}

function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}
