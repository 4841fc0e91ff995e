import { constants } from 'node:os';
import type { LinkMessage } from './codec/ifinfomsg.ts';
import type { NeighMessage } from './codec/ndmsg.ts';
import { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE } from './codec/nlmsghdr.ts';

const { EEXIST, EINVAL, ENOBUFS, ENODEV, ENOENT, EPERM } = constants.errno;
const ETHERNET_BYTES = 6;

/** A neighbor table that takes RTM_NEWNEIGH as neigh_add does, and RTM_DELNEIGH as neigh_delete (net/core/neighbour.c). */
export type FakeNeighborTable = {
  readonly entries: () => readonly NeighMessage[];
  /** Takes a request with these flags (NLM_F_*); returns 0 or an errno. */
  readonly add: (neighbor: NeighMessage, flags: number) => number;
  /** Takes an RTM_DELNEIGH; returns 0 or an errno. */
  readonly remove: (neighbor: NeighMessage) => number;
  /** As a link that goes down does. */
  readonly flush: (ifindex: number) => void;
  /** gc_thresh3 */
  capacity: number;
  /** CAP_NET_ADMIN */
  permitted: boolean;
};

/** A table for these links, empty and without a limit. */
export function createFakeNeighborTable(links: () => readonly LinkMessage[]): FakeNeighborTable {
  const entries = new Map<string, NeighMessage>();
  const table: FakeNeighborTable = {
    entries: () => [...entries.values()],
    add: (neighbor, flags) => {
      const { ifindex, dst, lladdr } = neighbor;
      if (!table.permitted) return EPERM;
      if (dst === undefined) return EINVAL;
      if (!links().some((link) => link.ifindex === ifindex)) return ENODEV;
      if (lladdr !== undefined && lladdr.length < ETHERNET_BYTES) return EINVAL;
      const id = `${ifindex}/${dst.toHex()}`;
      const before = entries.get(id);
      if (before === undefined && (flags & NLM_F_CREATE) === 0) return ENOENT;
      if (before !== undefined && (flags & NLM_F_EXCL) !== 0) return EEXIST;
      if (before === undefined && entries.size >= table.capacity) return ENOBUFS;
      const keeps = before !== undefined && (flags & NLM_F_REPLACE) === 0;
      // Views into a buffer that the fake socket wipes.
      entries.set(id, { ...neighbor, dst: dst.slice(), lladdr: (keeps ? before.lladdr : lladdr)?.slice() });
      return 0;
    },
    remove: ({ ifindex, dst }) => {
      if (!table.permitted) return EPERM;
      if (dst === undefined) return EINVAL;
      if (!links().some((link) => link.ifindex === ifindex)) return ENODEV;
      return entries.delete(`${ifindex}/${dst.toHex()}`) ? 0 : ENOENT;
    },
    flush: (ifindex) => {
      for (const [id, entry] of entries) if (entry.ifindex === ifindex) entries.delete(id);
    },
    capacity: Number.POSITIVE_INFINITY,
    permitted: true,
  };
  return table;
}
