import { constants } from 'node:os';
import { DaemonError } from '../base/errors.ts';
import { errnoError } from './errno.ts';
import { addressOf, errno, libc, type ReadWatch, SOCK_CLOEXEC, SOCK_NONBLOCK, watchReadable } from './libc.ts';
import { createMessageBatch } from './message-batch.ts';

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_ROUTE = 0;

const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_ATTACH_FILTER = 26;
const SO_RCVBUFFORCE = 33;
const SOL_NETLINK = 270;
const NETLINK_EXT_ACK = 11;
const NETLINK_GET_STRICT_CHK = 12;

const { EAGAIN, EINTR, ENOBUFS } = constants.errno;

export type NetlinkSocketOptions = {
  /** Multicast groups as a bit mask of RTMGRP_* (linux/rtnetlink.h); 0 for a request socket. */
  readonly groups: number;
  /** Asked of SO_RCVBUFFORCE, else SO_RCVBUF; the kernel doubles it for its own accounting. */
  readonly receiveBufferBytes?: number;
  /** A classic BPF program: struct sock_filter, 8 bytes each. */
  readonly filter?: Uint8Array;
  /** Datagrams per receive, and the room for each. The kernel fills dumps up to 32 KiB when asked with that much. */
  readonly slots: number;
  readonly slotBytes: number;
};

export type Receipt =
  | { readonly kind: 'datagram'; readonly bytes: Uint8Array }
  | { readonly kind: 'truncated' }
  | { readonly kind: 'overrun' }
  | { readonly kind: 'failed'; readonly error: DaemonError };

export type NetlinkSocket = Disposable & {
  /** What SO_RCVBUF reads back: twice what was granted. */
  readonly receiveBufferBytes: number;
  /** False when CAP_NET_ADMIN was missing and net.core.rmem_max clamped the buffer. */
  readonly bufferForced: boolean;
  /** True when the kernel checks dump headers strictly, and therefore honours filters. */
  readonly strictCheck: boolean;
  /** Sends one datagram of requests. Throws a DaemonError. */
  readonly send: (bytes: Uint8Array) => void;
  /** Everything one recvmmsg brings, empty when there is nothing to read. Views die at the next call. */
  readonly receive: () => readonly Receipt[];
  readonly watch: (onReadable: () => void) => ReadWatch;
};

/** A socket whose receive buffer may be changed while it is open. */
export type OpenNetlinkSocket = NetlinkSocket & {
  /** Asks for another receive buffer, as when it was opened, and returns what SO_RCVBUF reads back now. */
  readonly setReceiveBuffer: (bytes: number) => number;
};

/**
 * Opens an AF_NETLINK / NETLINK_ROUTE socket in the network namespace of the calling thread.
 *
 * Needs no capability; without CAP_NET_ADMIN the receive buffer may be smaller than asked (`bufferForced` says so).
 * Throws a DaemonError `netlink_failed` (or `permission`) when the kernel gives no socket.
 */
export function openNetlinkSocket(options: NetlinkSocketOptions): OpenNetlinkSocket {
  const fd = libc.socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) throw errnoError('open netlink socket', errno());
  try {
    if (options.filter !== undefined) attachFilter(fd, options.filter);
    const bufferForced = options.receiveBufferBytes === undefined || setReceiveBuffer(fd, options.receiveBufferBytes);
    setOption(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
    const strictCheck = setOption(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    bindGroups(fd, options.groups);
    return wrap(fd, options, { bufferForced, strictCheck });
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

function wrap(
  fd: number,
  options: NetlinkSocketOptions,
  granted: { readonly bufferForced: boolean; readonly strictCheck: boolean },
): OpenNetlinkSocket {
  const batch = createMessageBatch(options.slots, options.slotBytes);
  let open = true;
  return {
    ...granted,
    receiveBufferBytes: getOption(fd, SOL_SOCKET, SO_RCVBUF),
    send: (bytes) => {
      if (!open) throw new DaemonError('netlink_failed', { op: 'netlink send', message: 'the socket is closed' });
      if (libc.send(fd, bytes, bytes.length, 0) < 0) throw errnoError('netlink send', errno());
    },
    receive: () => {
      if (!open) return [];
      const count = batch.receive(fd);
      if (count < 0) return failedReceive(errno());
      const receipts: Receipt[] = [];
      for (let index = 0; index < count; index++) {
        if (!batch.fromKernel(index)) continue;
        receipts.push(batch.truncated(index) ? { kind: 'truncated' } : { kind: 'datagram', bytes: batch.bytes(index) });
      }
      return receipts;
    },
    watch: (onReadable) => watchReadable(fd, onReadable),
    setReceiveBuffer: (bytes) => {
      if (open) setReceiveBuffer(fd, bytes);
      return getOption(fd, SOL_SOCKET, SO_RCVBUF);
    },
    [Symbol.dispose]: () => {
      if (open) libc.close(fd);
      open = false;
    },
  };
}

function failedReceive(code: number): readonly Receipt[] {
  if (code === EAGAIN || code === EINTR) return [];
  if (code === ENOBUFS) return [{ kind: 'overrun' }];
  return [{ kind: 'failed', error: errnoError('netlink receive', code) }];
}

function setReceiveBuffer(fd: number, bytes: number): boolean {
  if (setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes)) return true;
  setOption(fd, SOL_SOCKET, SO_RCVBUF, bytes);
  return false;
}

function setOption(fd: number, level: number, name: number, value: number): boolean {
  return libc.setsockopt(fd, level, name, new Int32Array([value]), 4) === 0;
}

function getOption(fd: number, level: number, name: number): number {
  const value = new Int32Array(1);
  libc.getsockopt(fd, level, name, value, new Uint32Array([4]));
  return value[0] ?? 0;
}

/** struct sock_fprog: the number of instructions, then the address of the first. */
function attachFilter(fd: number, filter: Uint8Array): void {
  const program = new Uint8Array(16);
  const view = new DataView(program.buffer);
  view.setUint16(0, filter.length / 8, true);
  view.setBigUint64(8, addressOf(filter), true);
  if (libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program, program.length) < 0) {
    throw errnoError('attach netlink filter', errno());
  }
}

/** struct sockaddr_nl with nl_pid 0: the kernel picks a port. */
function bindGroups(fd: number, groups: number): void {
  const address = new Uint8Array(12);
  const view = new DataView(address.buffer);
  view.setUint16(0, AF_NETLINK, true);
  view.setUint32(8, groups, true);
  if (libc.bind(fd, address, address.length) < 0) throw errnoError('bind netlink socket', errno());
}
