import { readFileSync } from 'node:fs';
import { openNetlinkSocket } from '../../src/host/netlink-socket.ts';
import { sendFlood } from '../../test/support/flood-answers.ts';
import { floodRequest } from '../../test/support/flood-request.ts';
import { monotonicMs } from '../../test/support/monotonic.ts';
import { randomFrom } from '../../test/support/random-from.ts';
import { type ChurnNeighbors, churnStep, createChurn } from '../churn-steps.ts';

/** What `churn.ts` is asked for: the neighbors 0 to `neighbors` - 1 are there, permanent. */
export type ChurnRequest = {
  /** changes a second */
  readonly rate: number;
  readonly changes: number;
  readonly neighbors: number;
  readonly seed: number;
};

/** Run inside a namespace: makes random changes at a fixed rate, and prints when it began and ended. */
const REQUESTS_PER_SEND = 100;
const TICK_MS = 1;

const { rate, changes, neighbors, seed } = JSON.parse(process.argv[2] ?? '{}') as ChurnRequest;
const ifindex = Number(readFileSync('/sys/class/net/Ethernet0/ifindex', 'utf8'));
using socket = openNetlinkSocket({ groups: 0, slots: 16, slotBytes: 32 * 1024 });
const random = randomFrom(seed);
const churn = createChurn(neighbors);

const beganMs = monotonicMs();
for (let sent = 0; sent < changes; ) {
  const due = Math.min(changes, Math.ceil(((monotonicMs() - beganMs) / 1000) * rate));
  if (due <= sent) sleep(TICK_MS);
  for (; sent < due; sent += Math.min(due - sent, REQUESTS_PER_SEND)) {
    send(churn, Math.min(due - sent, REQUESTS_PER_SEND));
  }
}
console.log(JSON.stringify({ beganMs, endedMs: monotonicMs() }));

function send(state: ChurnNeighbors, count: number): void {
  const requests = Array.from({ length: count }, (_, place) =>
    floodRequest({ ...churnStep(state, random), ifindex, ack: place + 1 === count }),
  );
  sendFlood(socket, requests, 'churn');
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
