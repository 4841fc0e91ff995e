import { type NetlinkSocket, type NetlinkSocketOptions, openNetlinkSocket } from '../host/netlink-socket.ts';

/** RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR (linux/rtnetlink.h) */
const GROUPS = 0x1 | 0x10 | 0x100;
const SLOTS = 64;
const SLOT_BYTES = 8 * 1024;

export type InterfaceWatchOptions = {
  /** An interface or an address may have changed: read again. Lost events are told as any other. */
  readonly onChange: () => void;
  /** For tests. */
  readonly openSocket?: (options: NetlinkSocketOptions) => NetlinkSocket;
};

/**
 * Listens for changes of links and addresses in this network namespace, until disposed. What an event says is not looked at:
 * by then it may be old, and after lost events it would be too little. A socket that fails says nothing more, so whoever
 * depends on changes reads now and then without being told.
 *
 * Throws a DaemonError when the kernel gives no socket.
 */
export function openInterfaceWatch({ onChange, openSocket = openNetlinkSocket }: InterfaceWatchOptions): Disposable {
  const socket = openSocket({ groups: GROUPS, slots: SLOTS, slotBytes: SLOT_BYTES });
  const watch = socket.watch(() => {
    // Also after an overrun: libuv stops a handle that reported an error.
    if (emptied(socket)) watch.start();
    else watch.stop();
    onChange();
  });
  watch.start();
  return {
    [Symbol.dispose]: () => {
      watch.close();
      socket[Symbol.dispose]();
    },
  };
}

/** False when the socket has failed. */
function emptied(socket: NetlinkSocket): boolean {
  for (;;) {
    const receipts = socket.receive();
    if (receipts.length === 0) return true;
    if (receipts.some(({ kind }) => kind === 'failed')) return false;
  }
}
