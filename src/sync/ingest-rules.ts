import type { Ip } from '../neighbor/ip.ts';
import type { KernelEntry } from '../neighbor/kernel-table.ts';
import { AF_INET, AF_INET6, type NeighFacts } from '../netlink/codec/ndmsg.ts';
import { NTF_EXT_LEARNED, NTF_PROXY, NUD_NOARP } from '../netlink/codec/neighbour.ts';
import type { Link } from '../netlink/links.ts';

/** Whether a neighbor is new, has another MAC, or was learned by somebody else than before. */
export function hasMoved(before: KernelEntry | undefined, after: KernelEntry | undefined): boolean {
  if (before === undefined || after === undefined || before.mac !== after.mac) return true;
  return ((before.flags ^ after.flags) & NTF_EXT_LEARNED) !== 0 || ((before.state ^ after.state) & NUD_NOARP) !== 0;
}

/** Whether a link's neighbors, and those of links below it, are the same under the same keys in the same VRF. */
export function sameToNeighbors(before: Link, after: Link): boolean {
  return before.name === after.name && before.master === after.master && before.kind === after.kind;
}

/** NUD_* are one byte, although ndm_state has two. */
const NUD_MAX = 0xff;

/** The address of a neighbor that can be ours: the kernel could say this, its length fits its family, it is no proxy. */
export function destination({ family, ifindex, state, dst, flags }: NeighFacts): Ip | undefined {
  if (dst === undefined || (flags & NTF_PROXY) !== 0 || ifindex <= 0 || state > NUD_MAX) return undefined;
  const fits = (family === AF_INET && dst.length === 4) || (family === AF_INET6 && dst.length === 16);
  return fits ? dst : undefined;
}
