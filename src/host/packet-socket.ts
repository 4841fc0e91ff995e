import { constants } from 'node:os';
import { DaemonError } from '../base/errors.ts';
import { errnoError } from './errno.ts';
import { addressOf, errno, libc, SOCK_CLOEXEC, SOCK_NONBLOCK } from './libc.ts';

const AF_PACKET = 17;
const SOCK_DGRAM = 2;

/** struct mmsghdr, struct iovec and struct sockaddr_ll (linux/if_packet.h) on 64-bit Linux. */
const MMSGHDR_BYTES = 64;
const IOVEC_BYTES = 16;
const SOCKADDR_LL_BYTES = 20;
const MAC_BYTES = 6;

const { EINTR } = constants.errno;

/** A frame to send: the kernel puts the Ethernet header before it, with the interface's own address as source. */
export type OutgoingPacket = {
  readonly ifindex: number;
  /** ETH_P_* (linux/if_ether.h) */
  readonly protocol: number;
  /** six bytes */
  readonly destination: Uint8Array;
  readonly payload: Uint8Array;
};

/** A socket that only sends. */
export type PacketSocket = Disposable & {
  /**
   * Sends without waiting, in order. At the same places: 0, or the errno of a packet that was not sent: ENETDOWN and ENXIO for
   * an interface that is down or gone; EAGAIN and ENOBUFS where there is no room now, or no carrier.
   */
  readonly send: (packets: readonly OutgoingPacket[]) => readonly number[];
};

/**
 * Opens an AF_PACKET socket that receives nothing, in the network namespace of the calling thread.
 *
 * @throws DaemonError `permission` without CAP_NET_RAW, else `netlink_failed`
 */
export function openPacketSocket(): PacketSocket {
  // Protocol 0: bound to none, the socket gets no packets that nobody would read.
  const fd = libc.socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) throw errnoError('open packet socket', errno());
  let open = true;
  return {
    send: (packets) => {
      if (!open) throw new DaemonError('bug', { op: 'send packets', message: 'the socket is closed' });
      return sendAll(fd, packets);
    },
    [Symbol.dispose]: () => {
      if (open) libc.close(fd);
      open = false;
    },
  };
}

function sendAll(fd: number, packets: readonly OutgoingPacket[]): readonly number[] {
  const { headers, pinned } = layOut(packets);
  const outcomes: number[] = [];
  while (outcomes.length < packets.length) {
    const from = outcomes.length;
    const sent = libc.sendmmsg(fd, headers.subarray(from * MMSGHDR_BYTES), packets.length - from, 0);
    // It stops at a packet that fails, and tells why only if that is the first.
    for (let count = 0; count < sent; count++) outcomes.push(0);
    if (sent <= 0 && errno() !== EINTR) outcomes.push(errno());
  }
  keepAlive(pinned);
  return outcomes;
}

/** The headers of one sendmmsg, and the memory that they point to. */
function layOut(packets: readonly OutgoingPacket[]) {
  const headers = new Uint8Array(packets.length * MMSGHDR_BYTES);
  const vectors = new Uint8Array(packets.length * IOVEC_BYTES);
  const names = new Uint8Array(packets.length * SOCKADDR_LL_BYTES);
  const payloads = Buffer.concat(packets.map(({ payload }) => payload));
  const headerView = new DataView(headers.buffer);
  const vectorView = new DataView(vectors.buffer);
  const nameView = new DataView(names.buffer);
  let payloadAt = addressOf(payloads);
  for (const [index, { ifindex, protocol, destination, payload }] of packets.entries()) {
    const name = index * SOCKADDR_LL_BYTES;
    nameView.setUint16(name, AF_PACKET, true);
    nameView.setUint16(name + 2, protocol);
    nameView.setInt32(name + 4, ifindex, true);
    nameView.setUint8(name + 11, MAC_BYTES);
    names.set(destination, name + 12);
    const vector = index * IOVEC_BYTES;
    vectorView.setBigUint64(vector, payloadAt, true);
    vectorView.setBigUint64(vector + 8, BigInt(payload.length), true);
    payloadAt += BigInt(payload.length);
    const header = index * MMSGHDR_BYTES;
    headerView.setBigUint64(header, addressOf(names) + BigInt(name), true);
    headerView.setUint32(header + 8, SOCKADDR_LL_BYTES, true);
    headerView.setBigUint64(header + 16, addressOf(vectors) + BigInt(vector), true);
    headerView.setBigUint64(header + 24, 1n, true);
  }
  return { headers, pinned: [vectors, names, payloads] };
}

/** Raw addresses keep nothing alive: a use after the call does. */
function keepAlive(memory: readonly Uint8Array[]): void {
  for (const bytes of memory) bytes.at(0);
}
