import { openNetlinkSocket } from '../../src/host/netlink-socket.ts';
import { decodeMessages, NLMSG_DONE } from '../../src/netlink/codec/nlmsghdr.ts';
import { neighDumpRequest } from '../../src/netlink/codec/requests.ts';
import { monotonicMs } from '../../test/support/monotonic.ts';
import type { FloodTimes } from '../../test/support/start-flood.ts';

/** Run inside a namespace: takes a dump of all neighbors, looks at nothing but its end, and prints when it began and ended. */
using socket = openNetlinkSocket({ groups: 0, slots: 16, slotBytes: 32 * 1024 });
const beganMs = monotonicMs();
socket.send(neighDumpRequest({ seq: 1 }));
for (let isDone = false; !isDone; ) {
  const receipts = socket.receive();
  // The kernel goes on with a dump whenever some of it is taken: there is always more until its end.
  if (receipts.length === 0) throw new Error('the dump stopped before its end');
  for (const receipt of receipts) {
    if (receipt.kind !== 'datagram') throw new Error(`the dump failed: ${receipt.kind}`);
    isDone ||= decodeMessages(receipt.bytes).messages.at(-1)?.type === NLMSG_DONE;
  }
}
console.log(JSON.stringify({ beganMs, endedMs: monotonicMs() } satisfies FloodTimes));
