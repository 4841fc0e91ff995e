import { readFileSync } from 'node:fs';
import { openNetlinkSocket } from '../../src/host/netlink-socket.ts';
import { sendFlood } from './flood-answers.ts';
import { floodRequest } from './flood-request.ts';
import { monotonicMs } from './monotonic.ts';
import type { FloodStep, FloodTimes } from './start-flood.ts';

/**
 * Run by tests inside a namespace, through start-flood.ts: changes neighbors as fast as the kernel takes it, many requests to a
 * send, and prints when it began and ended. Fails when the kernel refuses one. Permanent entries do not count for gc_thresh.
 */
const REQUESTS_PER_SEND = 100;
const steps = JSON.parse(process.argv[2] ?? '[]') as readonly FloodStep[];
using socket = openNetlinkSocket({ groups: 0, slots: 16, slotBytes: 32 * 1024 });

const beganMs = monotonicMs();
for (const step of steps) {
  const ifindex = Number(readFileSync(`/sys/class/net/${step.dev ?? 'Ethernet0'}/ifindex`, 'utf8'));
  for (let at = step.first ?? 0, left = step.count; left > 0; ) {
    const packed = Math.min(left, REQUESTS_PER_SEND);
    const requests = Array.from({ length: packed }, (_, offset) =>
      floodRequest({ ...step, ifindex, index: at + offset, ack: offset + 1 === packed }),
    );
    sendFlood(socket, requests, step);
    at += packed;
    left -= packed;
  }
}
console.log(JSON.stringify({ beganMs, endedMs: monotonicMs() } satisfies FloodTimes));
