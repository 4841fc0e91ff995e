import { type AddressMessage, encodeAddress, RTM_GETADDR } from './ifaddrmsg.ts';
import { encodeLink, type LinkMessage, RTM_GETLINK } from './ifinfomsg.ts';
import { NO_LINK_INFO } from './linkinfo.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  encodeNeigh,
  type NeighMessage,
  RTM_DELNEIGH,
  RTM_GETNEIGH,
  RTM_NEWNEIGH,
} from './ndmsg.ts';
import { NDA_IFINDEX, NUD_NONE, NUD_STALE } from './neighbour.ts';
import {
  encodeMessage,
  NLM_F_ACK,
  NLM_F_CREATE,
  NLM_F_DUMP,
  NLM_F_EXCL,
  NLM_F_REPLACE,
  NLM_F_REQUEST,
} from './nlmsghdr.ts';
import { NO_ATTRIBUTES, u32Attribute } from './rtattr.ts';

const IPV4_BYTES = 4;

/** Which neighbors to dump; what is left out is not a condition. The default VRF cannot be asked for by `master`. */
export type NeighDump = {
  readonly seq: number;
  readonly family?: number | undefined;
  readonly ifindex?: number | undefined;
  readonly master?: number | undefined;
};

/**
 * A dump of the neighbor tables (net/core/neighbour.c, neigh_dump_info), ready to send. Without `family` both IPv4 and
 * IPv6, but not the bridge FDB.
 *
 * The kernel obeys `ifindex` and `master` only under NETLINK_GET_STRICT_CHK, and says so by NLM_F_DUMP_FILTERED.
 */
export function neighDumpRequest({ seq, family, ifindex, master }: NeighDump): Uint8Array {
  const filter = u32Attribute(NDA_IFINDEX, ifindex);
  const message = { ...ANY_NEIGH, family: family ?? AF_UNSPEC, master, rest: filter ? [filter] : NO_ATTRIBUTES };
  return request(RTM_GETNEIGH, NLM_F_DUMP, seq, encodeNeigh(message));
}

/** One neighbor of one interface. */
export type NeighGet = { readonly seq: number; readonly ifindex: number; readonly dst: Uint8Array };

/**
 * A question for one neighbor (net/core/neighbour.c, neigh_get), ready to send: the answer is RTM_NEWNEIGH, or
 * NLMSG_ERROR with ENOENT. The length of `dst`, 4 or 16 bytes, is the family.
 */
export function neighGetRequest({ seq, ifindex, dst }: NeighGet): Uint8Array {
  const family = dst.length === IPV4_BYTES ? AF_INET : AF_INET6;
  return request(RTM_GETNEIGH, 0, seq, encodeNeigh({ ...ANY_NEIGH, family, ifindex, dst }));
}

/** A dump of all links of the network namespace (net/core/rtnetlink.c, rtnl_dump_ifinfo), ready to send. */
export function linkDumpRequest({ seq }: { readonly seq: number }): Uint8Array {
  return request(RTM_GETLINK, NLM_F_DUMP, seq, encodeLink(ANY_LINK));
}

/**
 * A question for one link (net/core/rtnetlink.c, rtnl_getlink), ready to send: the answer is RTM_NEWLINK, or
 * NLMSG_ERROR with ENODEV.
 */
export function linkGetRequest({ seq, ifindex }: { readonly seq: number; readonly ifindex: number }): Uint8Array {
  return request(RTM_GETLINK, 0, seq, encodeLink({ ...ANY_LINK, ifindex }));
}

/** A dump of the addresses of all links, IPv4 and IPv6 (net/core/rtnetlink.c, rtnl_dump_all), ready to send. */
export function addressDumpRequest({ seq }: { readonly seq: number }): Uint8Array {
  return request(RTM_GETADDR, NLM_F_DUMP, seq, encodeAddress(ANY_ADDRESS));
}

/** A neighbor to add. The length of `dst`, 4 or 16 bytes, is the family. */
export type NeighAdd = NeighGet & { readonly lladdr: Uint8Array };

/**
 * Adds a neighbor that the kernel does not have (net/core/neighbour.c, neigh_add), ready to send: the answer is NLMSG_ERROR,
 * with EEXIST if there is one already, whatever its state and address.
 *
 * STALE is believed until it is used, and nothing is sent to find out: a neighbor that is silent for now stays what it is.
 */
export function neighAddRequest({ seq, ifindex, dst, lladdr }: NeighAdd): Uint8Array {
  const family = dst.length === IPV4_BYTES ? AF_INET : AF_INET6;
  const message = { ...ANY_NEIGH, family, ifindex, dst, lladdr, state: NUD_STALE };
  return request(RTM_NEWNEIGH, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, seq, encodeNeigh(message));
}

/** A neighbor as it is to be: `state` is NUD_*, `flags` are NTF_*. */
export type NeighSet = NeighAdd & { readonly state: number; readonly flags: number };

/**
 * Puts a neighbor into the table, over whatever is there under its address (net/core/neighbour.c, neigh_add), ready to send: the
 * answer is NLMSG_ERROR.
 */
export function neighSetRequest({ seq, ifindex, dst, lladdr, state, flags }: NeighSet): Uint8Array {
  const family = dst.length === IPV4_BYTES ? AF_INET : AF_INET6;
  const message = { ...ANY_NEIGH, family, ifindex, dst, lladdr, state, flags };
  return request(RTM_NEWNEIGH, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, seq, encodeNeigh(message));
}

/**
 * Takes a neighbor out of the table, whatever its state (net/core/neighbour.c, neigh_delete), ready to send: the answer is
 * NLMSG_ERROR, with ENOENT if there is none.
 */
export function neighDeleteRequest({ seq, ifindex, dst }: NeighGet): Uint8Array {
  const family = dst.length === IPV4_BYTES ? AF_INET : AF_INET6;
  return request(RTM_DELNEIGH, NLM_F_ACK, seq, encodeNeigh({ ...ANY_NEIGH, family, ifindex, dst }));
}

/** The strict checks of the kernel want every field that is not a condition to be zero. */
const ANY_NEIGH: NeighMessage = {
  kind: 'neigh',
  family: AF_UNSPEC,
  ifindex: 0,
  state: NUD_NONE,
  flags: 0,
  type: 0,
  dst: undefined,
  lladdr: undefined,
  master: undefined,
  flagsExt: undefined,
  rest: NO_ATTRIBUTES,
};

const ANY_ADDRESS: AddressMessage = {
  kind: 'address',
  family: AF_UNSPEC,
  prefixLength: 0,
  flags: 0,
  scope: 0,
  ifindex: 0,
  address: undefined,
  local: undefined,
  allFlags: undefined,
  rest: NO_ATTRIBUTES,
};

const ANY_LINK: LinkMessage = {
  kind: 'link',
  family: AF_UNSPEC,
  type: 0,
  ifindex: 0,
  flags: 0,
  change: 0,
  name: undefined,
  master: undefined,
  address: undefined,
  mtu: undefined,
  operState: undefined,
  carrier: undefined,
  ...NO_LINK_INFO,
  rest: NO_ATTRIBUTES,
};

function request(type: number, flags: number, seq: number, payload: Uint8Array): Uint8Array {
  return encodeMessage({ type, flags: NLM_F_REQUEST | flags, seq, pid: 0, payload });
}
