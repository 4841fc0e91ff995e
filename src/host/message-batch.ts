import { addressOf, libc } from './libc.ts';

/** struct mmsghdr, struct iovec and struct sockaddr_nl on 64-bit Linux. */
const MMSGHDR_BYTES = 64;
const IOVEC_BYTES = 16;
const SOCKADDR_NL_BYTES = 12;
const OFFSET = { name: 0, nameLength: 8, iov: 16, iovLength: 24, flags: 48, length: 56 } as const;
const NL_PID = 4;

/** Neighbor events are shorter than this. */
const KEPT_VIEW_BYTES = 160;

const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;

/**
 * Room for one recvmmsg: `slots` datagrams of up to `slotBytes` each. Untouched slots cost no memory, for the kernel
 * copies only what a datagram has.
 */
export type MessageBatch = {
  /** The memory that the kernel writes to by address. */
  readonly pinned: readonly Uint8Array[];
  /** recvmmsg without waiting: how many datagrams came, or -1 with errno set. */
  readonly receive: (fd: number) => number;
  /** The bytes of datagram `index`: a view that the next receive overwrites. */
  readonly bytes: (index: number) => Uint8Array;
  /** True when the datagram was larger than its slot, and cut. */
  readonly truncated: (index: number) => boolean;
  /** True when the kernel sent it; a process with CAP_NET_ADMIN could send to our socket too. */
  readonly fromKernel: (index: number) => boolean;
};

export function createMessageBatch(slots: number, slotBytes: number): MessageBatch {
  const data = new Uint8Array(slots * slotBytes);
  /** By slot and length. Neighbor events have a handful of lengths, and a new view for each would be garbage. */
  const views: readonly Uint8Array[][] = Array.from({ length: slots }, () => []);
  const names = new Uint8Array(slots * SOCKADDR_NL_BYTES);
  const vectors = new Uint8Array(slots * IOVEC_BYTES);
  const headers = new Uint8Array(slots * MMSGHDR_BYTES);
  const vectorView = new DataView(vectors.buffer);
  const headerView = new DataView(headers.buffer);
  const nameView = new DataView(names.buffer);
  for (let slot = 0; slot < slots; slot++) {
    vectorView.setBigUint64(slot * IOVEC_BYTES, addressOf(data) + BigInt(slot * slotBytes), true);
    vectorView.setBigUint64(slot * IOVEC_BYTES + 8, BigInt(slotBytes), true);
    const at = slot * MMSGHDR_BYTES;
    headerView.setBigUint64(at + OFFSET.name, addressOf(names) + BigInt(slot * SOCKADDR_NL_BYTES), true);
    headerView.setBigUint64(at + OFFSET.iov, addressOf(vectors) + BigInt(slot * IOVEC_BYTES), true);
    headerView.setBigUint64(at + OFFSET.iovLength, 1n, true);
  }
  return {
    // The headers hold raw addresses, which keep nothing alive: what they point to must be reachable from here.
    pinned: [data, names, vectors],
    receive: (fd) => {
      for (let slot = 0; slot < slots; slot++) {
        headerView.setUint32(slot * MMSGHDR_BYTES + OFFSET.nameLength, SOCKADDR_NL_BYTES, true);
      }
      return libc.recvmmsg(fd, headers, slots, MSG_DONTWAIT, null);
    },
    bytes: (index) => {
      const length = Math.min(headerView.getUint32(index * MMSGHDR_BYTES + OFFSET.length, true), slotBytes);
      const known = views[index] ?? [];
      const view = known[length] ?? data.subarray(index * slotBytes, index * slotBytes + length);
      if (length < KEPT_VIEW_BYTES) known[length] = view;
      return view;
    },
    truncated: (index) => (headerView.getInt32(index * MMSGHDR_BYTES + OFFSET.flags, true) & MSG_TRUNC) !== 0,
    fromKernel: (index) => nameView.getUint32(index * SOCKADDR_NL_BYTES + NL_PID, true) === 0,
  };
}
