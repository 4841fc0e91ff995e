import { openPacketSocket } from '../../src/host/packet-socket.ts';

/**
 * Run by tests inside a namespace: sends a packet to each interface number of the command line, all in one go, and prints the
 * outcomes as JSON. Packet n has the payload n, n, ... and goes to 02:00:00:00:00:n.
 */
const LOCAL_EXPERIMENTAL = 0x88b5;
using socket = openPacketSocket();
const packets = process.argv.slice(2).map((ifindex, index) => ({
  ifindex: Number(ifindex),
  protocol: LOCAL_EXPERIMENTAL,
  destination: Uint8Array.of(2, 0, 0, 0, 0, index),
  payload: new Uint8Array(20 + index).fill(index),
}));
console.log(JSON.stringify(socket.send(packets)));
