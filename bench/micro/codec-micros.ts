import { NUD_PERMANENT } from '../../src/netlink/codec/neighbour.ts';
import { floodRequest } from '../../test/support/flood-request.ts';
import type { Micro } from './micro.ts';
import type { Modules } from './modules.ts';
import { BATCH } from './samples.ts';

/** Messages of the kernel, a datagram with many of them. */
export function codecMicros({ nlmsghdr, ndmsg }: Pick<Modules, 'nlmsghdr' | 'ndmsg'>): readonly Micro[] {
  const requests = Array.from({ length: BATCH }, (_, index) =>
    floodRequest({ op: 'add', index, ifindex: 3, ack: false }),
  );
  // Plain bytes, as the reader hands them over: views of a Buffer are dearer.
  const datagram = new Uint8Array(Buffer.concat(requests));
  const decoded = nlmsghdr.decodeMessages(datagram).messages.map(({ payload }) => ndmsg.decodeNeigh(payload));
  const neighbors = decoded.filter((one) => one.kind === 'neigh');
  return [
    {
      name: 'decode message and neighbor',
      operations: BATCH,
      run: () => {
        let found = 0;
        for (const { payload } of nlmsghdr.decodeMessages(datagram).messages) {
          const neighbor = ndmsg.decodeNeigh(payload);
          if (neighbor.kind === 'neigh' && neighbor.state === NUD_PERMANENT) found++;
        }
        return found;
      },
    },
    {
      name: 'encode neighbor',
      operations: BATCH,
      run: () => neighbors.reduce((bytes, neighbor) => bytes + ndmsg.encodeNeigh(neighbor).length, 0),
    },
  ];
}
