import type { NetlinkSocket } from '../../src/host/netlink-socket.ts';
import { decodeError } from '../../src/netlink/codec/nlmsgerr.ts';
import { decodeMessages } from '../../src/netlink/codec/nlmsghdr.ts';

/** Makes some `floodRequest`s in one send, and takes their answers; the last has to ask for an acknowledgement. Throws as those do. */
export function sendFlood(socket: NetlinkSocket, requests: readonly Uint8Array[], what: unknown): void {
  socket.send(Buffer.concat(requests));
  takeFloodAnswers(socket, what);
}

/**
 * Takes the answers to one send of `floodRequest`s, whose last asked for an acknowledgement. The kernel works during the send: all its
 * answers are there then.
 *
 * @param what for messages
 * @throws Error when a request was refused, or the acknowledgement is missing
 */
export function takeFloodAnswers(socket: NetlinkSocket, what: unknown): void {
  let acknowledged = false;
  for (let receipts = socket.receive(); receipts.length > 0; receipts = socket.receive()) {
    for (const receipt of receipts) {
      if (receipt.kind !== 'datagram') throw new Error(`${receipt.kind}: ${JSON.stringify(what)}`);
      for (const message of decodeMessages(receipt.bytes).messages) {
        const answer = decodeError(message);
        if (answer.kind !== 'error') throw new Error(`an answer that is none: ${JSON.stringify(answer)}`);
        if (answer.errno !== 0)
          throw new Error(`errno ${answer.errno} at neighbor ${message.seq - 1} of ${JSON.stringify(what)}`);
        acknowledged = true;
      }
    }
  }
  if (!acknowledged) throw new Error(`no acknowledgement: ${JSON.stringify(what)}`);
}
