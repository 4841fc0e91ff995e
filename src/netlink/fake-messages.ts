import type { AddressMessage } from './codec/ifaddrmsg.ts';
import type { LinkMessage } from './codec/ifinfomsg.ts';
import { NO_LINK_INFO } from './codec/linkinfo.ts';
import { AF_INET, AF_INET6, AF_UNSPEC, type NeighMessage } from './codec/ndmsg.ts';
import { NUD_REACHABLE } from './codec/neighbour.ts';
import { NO_ATTRIBUTES } from './codec/rtattr.ts';

export type FakeNeighbor = { readonly lladdr?: Uint8Array; readonly state?: number; readonly flags?: number };

/** A neighbor as the kernel would tell it. */
export function neighborMessage(ifindex: number, dst: Uint8Array, neighbor: FakeNeighbor): NeighMessage {
  const { lladdr, state = NUD_REACHABLE, flags = 0 } = neighbor;
  return { ...NO_NEIGHBOR, family: dst.length === 4 ? AF_INET : AF_INET6, ifindex, dst, lladdr, state, flags };
}

/** An Ethernet interface that is up, as the kernel would tell it. */
export function linkMessage(ifindex: number, name: string, master: number | undefined): LinkMessage {
  return { ...NO_LINK, ifindex, name, master };
}

/** An address of an interface, as the kernel would tell it; `flags` are IFA_F_*. */
export function addressMessage(ifindex: number, ip: Uint8Array, prefixLength: number, flags = 0): AddressMessage {
  const family = ip.length === 4 ? AF_INET : AF_INET6;
  return {
    kind: 'address',
    family,
    prefixLength,
    flags: flags & 0xff,
    scope: 0,
    ifindex,
    address: ip,
    local: family === AF_INET ? ip : undefined,
    allFlags: flags,
    rest: NO_ATTRIBUTES,
  };
}

/** A VRF, as the kernel would tell it. */
export function vrfMessage(ifindex: number, name: string, vrfTable: number): LinkMessage {
  return { ...NO_LINK, ifindex, name, master: undefined, linkKind: 'vrf', vrfTable };
}

const NO_LINK: Omit<LinkMessage, 'ifindex' | 'name' | 'master'> = {
  kind: 'link',
  family: AF_UNSPEC,
  type: 1,
  flags: 0x1_1043,
  change: 0,
  address: undefined,
  mtu: 9100,
  operState: 6,
  carrier: 1,
  ...NO_LINK_INFO,
  rest: NO_ATTRIBUTES,
};

const NO_NEIGHBOR: Omit<NeighMessage, 'family' | 'ifindex' | 'dst' | 'lladdr' | 'state' | 'flags'> = {
  kind: 'neigh',
  type: 1,
  master: undefined,
  flagsExt: undefined,
  rest: NO_ATTRIBUTES,
};
