import { constants } from 'node:os';
import { DaemonError } from '../base/errors.ts';
import type { OutgoingPacket, PacketSocket } from './packet-socket.ts';

const { ENOBUFS, ENXIO } = constants.errno;

/** A packet socket in memory. Like the kernel it copies what it sends, and refuses an interface that does not exist. */
export type FakePacketSocket = PacketSocket & {
  readonly sent: readonly OutgoingPacket[];
  /** Packets that there is room for until `room` is set anew; ENOBUFS afterwards. */
  room: number;
  /** The errno for an interface, 0 if a packet gets out. */
  judge: (ifindex: number) => number;
};

/** @param exists whether there is an interface of this number */
export function createFakePacketSocket(exists: (ifindex: number) => boolean): FakePacketSocket {
  const sent: OutgoingPacket[] = [];
  let open = true;
  const socket: FakePacketSocket = {
    sent,
    room: Number.POSITIVE_INFINITY,
    judge: () => 0,
    send: (packets) => {
      if (!open) throw new DaemonError('bug', { op: 'send packets', message: 'the socket is closed' });
      return packets.map((packet) => {
        if (!exists(packet.ifindex)) return ENXIO;
        const errno = socket.judge(packet.ifindex);
        if (errno !== 0) return errno;
        if (socket.room <= 0) return ENOBUFS;
        socket.room--;
        sent.push({ ...packet, destination: packet.destination.slice(), payload: packet.payload.slice() });
        return 0;
      });
    },
    [Symbol.dispose]: () => {
      open = false;
    },
  };
  return socket;
}
