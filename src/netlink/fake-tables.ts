import type { AddressMessage } from './codec/ifaddrmsg.ts';
import type { LinkMessage } from './codec/ifinfomsg.ts';
import type { NeighMessage } from './codec/ndmsg.ts';

/** What the kernel behind the sockets has. */
export type FakeTables = {
  readonly links: () => readonly LinkMessage[];
  readonly neighbors: () => readonly NeighMessage[];
  readonly addresses?: () => readonly AddressMessage[];
  /** Take RTM_NEWNEIGH with these flags (NLM_F_*), and RTM_DELNEIGH; return 0 or an errno. */
  readonly addNeighbor?: (neighbor: NeighMessage, flags: number) => number;
  readonly removeNeighbor?: (neighbor: NeighMessage) => number;
};
