import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openNetlinkSocket } from '../../src/host/netlink-socket.ts';
import { sendFlood } from '../../test/support/flood-answers.ts';
import { floodRequest } from '../../test/support/flood-request.ts';
import { monotonicMs } from '../../test/support/monotonic.ts';
import type { Load } from '../tuner/load.ts';

/**
 * Run inside a namespace by bench/tuner/load.ts: changes the MACs of neighbors that are there, for as long as stdin is open. Each line of
 * stdin is the load from then on. A neighbor is never changed twice in a row before all others have been, so that no change hides another one.
 */
const REQUESTS_PER_SEND = 100;
const TICK_MS = 1;

const ifindex = Number(readFileSync('/sys/class/net/Ethernet0/ifindex', 'utf8'));
const socket = openNetlinkSocket({ groups: 0, slots: 16, slotBytes: 32 * 1024 });
let load: Load | undefined;
let sinceMs = 0;
let sent = 0;
let place = 0;

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const next = JSON.parse(line) as Load;
  if (next.first !== load?.first) place = next.first;
  load = next;
  sinceMs = monotonicMs();
  sent = 0;
});
const ticking = setInterval(() => {
  if (load !== undefined) catchUp(load);
}, TICK_MS);
lines.on('close', () => {
  clearInterval(ticking);
  socket[Symbol.dispose]();
});

/** What is due by now, a burst at a time: `count` changes every `everyMs`. */
function catchUp({ count, everyMs, neighbors }: Load): void {
  const due = Math.floor((monotonicMs() - sinceMs) / everyMs) * count;
  for (; sent < due; sent += Math.min(due - sent, REQUESTS_PER_SEND)) {
    send(Math.min(due - sent, REQUESTS_PER_SEND), neighbors);
  }
}

function send(count: number, neighbors: number): void {
  const requests = Array.from({ length: count }, (_, at) => {
    place++;
    const round = 1 + (Math.floor(place / neighbors) % 250);
    return floodRequest({ op: 'add', round, ifindex, index: place % neighbors, ack: at + 1 === count });
  });
  sendFlood(socket, requests, 'paced load');
}
