import { isIpv6LinkLocal } from '../neighbor/ip.ts';
import type { Interface, InterfaceAddress, Interfaces } from '../netlink/interfaces.ts';
import type { AddressNeed, RestoreGroup } from './restore-plan.ts';

/** VLANs and LAGs that have a member, by the rows of STATE_DB. */
export type Members = { readonly vlans: ReadonlySet<string>; readonly lags: ReadonlySet<string> };

/** What is still missing: the interface, its carrier (or that of its parent), a member, a usable address. */
export type WaitReason = 'missing' | 'down' | 'no_members' | 'no_address';

export type Readiness =
  | { readonly kind: 'ready'; readonly interface: Interface }
  | { readonly kind: 'waiting'; readonly reason: WaitReason };

/**
 * Whether neighbors of a group can be restored: their interface is up and has an address of their family. A VLAN or a LAG is up
 * in the kernel before it leads anywhere, so it has to have a member, too; a sub-interface looks at its parent.
 */
export function readiness(
  { interfaceName, need }: Pick<RestoreGroup, 'interfaceName' | 'need'>,
  interfaces: Interfaces,
  members: Members,
): Readiness {
  const found = interfaces.get(interfaceName);
  if (found === undefined) return waiting('missing');
  const isVlan = interfaceName.startsWith('Vlan');
  const parent = isVlan || found.parent === undefined ? undefined : interfaces.get(found.parent);
  if (!found.isUp || parent?.isUp === false) return waiting('down');
  if (isVlan && !members.vlans.has(interfaceName)) return waiting('no_members');
  const lag = parent?.name ?? interfaceName;
  if (lag.startsWith('PortChannel') && !members.lags.has(lag)) return waiting('no_members');
  if (!found.addresses.some((address) => serves(address, need))) return waiting('no_address');
  return { kind: 'ready', interface: found };
}

/** A global neighbor can be asked for from a link-local address, but not the other way round. */
export function serves({ ip }: InterfaceAddress, need: AddressNeed): boolean {
  if (need === 'ipv4') return ip.length === 4;
  return ip.length === 16 && (need === 'ipv6' || isIpv6LinkLocal(ip));
}

function waiting(reason: WaitReason): Readiness {
  return { kind: 'waiting', reason };
}
