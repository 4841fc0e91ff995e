import { type NetlinkSocket, type NetlinkSocketOptions, openNetlinkSocket } from '../host/netlink-socket.ts';
import { isFailure } from './codec/failure.ts';
import { decodeAddress, RTM_DELADDR } from './codec/ifaddrmsg.ts';
import { decodeLink, IFF_LOWER_UP, IFF_UP, RTM_DELLINK, RTM_NEWLINK } from './codec/ifinfomsg.ts';
import { AF_UNSPEC } from './codec/ndmsg.ts';
import { decodeMessages, type NetlinkMessage } from './codec/nlmsghdr.ts';

/** RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR (linux/rtnetlink.h) */
const GROUPS = 0x1 | 0x10 | 0x100;
const UP = IFF_UP | IFF_LOWER_UP;
const SLOTS = 64;
const SLOT_BYTES = 8 * 1024;

/** Interfaces, by number, that have lost entries perhaps; `all` when that is not known, for events were lost. */
export type Disturbed = ReadonlySet<number> | 'all';

export type InterfaceWatchOptions = {
  /**
   * An interface or an address may have changed: read again. `disturbed` are those that were down, gone or lost an address
   * meanwhile, which takes neighbors with it; by now they may be as before.
   */
  readonly onChange: (disturbed: Disturbed) => void;
  /** For tests. */
  readonly openSocket?: (options: NetlinkSocketOptions) => NetlinkSocket;
};

/**
 * Listens for changes of links and addresses in this network namespace, until disposed. What is now is not looked for in an
 * event: it may be old, and after lost events it would be too little. A socket that fails says nothing more, so whoever
 * depends on changes reads now and then without being told.
 *
 * Throws a DaemonError when the kernel gives no socket.
 */
export function openInterfaceWatch({ onChange, openSocket = openNetlinkSocket }: InterfaceWatchOptions): Disposable {
  const socket = openSocket({ groups: GROUPS, slots: SLOTS, slotBytes: SLOT_BYTES });
  const watch = socket.watch(() => {
    const { disturbed, failed } = emptied(socket);
    // Also after an overrun: libuv stops a handle that reported an error.
    if (failed) watch.stop();
    else watch.start();
    onChange(disturbed);
  });
  watch.start();
  return {
    [Symbol.dispose]: () => {
      watch.close();
      socket[Symbol.dispose]();
    },
  };
}

function emptied(socket: NetlinkSocket): { readonly disturbed: Disturbed; readonly failed: boolean } {
  const found = new Set<number>();
  let lost = false;
  for (;;) {
    const receipts = socket.receive();
    if (receipts.length === 0) return { disturbed: lost ? 'all' : found, failed: false };
    for (const receipt of receipts) {
      if (receipt.kind === 'failed') return { disturbed: 'all', failed: true };
      if (receipt.kind !== 'datagram') lost = true;
      else {
        for (const message of decodeMessages(receipt.bytes).messages) {
          const ifindex = disturbedBy(message);
          if (ifindex !== undefined) found.add(ifindex);
        }
      }
    }
  }
}

function disturbedBy({ type, payload }: NetlinkMessage): number | undefined {
  if (type === RTM_DELADDR) {
    const address = decodeAddress(payload);
    return isFailure(address) ? undefined : address.ifindex;
  }
  if (type !== RTM_NEWLINK && type !== RTM_DELLINK) return undefined;
  const link = decodeLink(payload);
  if (isFailure(link) || link.family !== AF_UNSPEC) return undefined;
  return type === RTM_DELLINK || (link.flags & UP) !== UP ? link.ifindex : undefined;
}
