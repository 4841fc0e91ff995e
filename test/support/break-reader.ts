import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { libc } from '../../src/host/libc.ts';
import { type KernelEvent, openMonitor } from '../../src/netlink/monitor.ts';

/**
 * Run by tests: puts a socket of another kind in the place of the monitor's event socket, three times, and prints as JSON
 * what the monitor said, and how many descriptors were open each time that it had another event socket.
 */
const AF_INET = 2;
const SOCK_STREAM = 1;
const ROUNDS = 3;

const signal = AbortSignal.timeout(30_000);
const kinds: KernelEvent['kind'][] = [];
let opened = Promise.withResolvers<void>();
await using monitor = openMonitor({
  receiveBufferBytes: 1024 * 1024,
  onEvent: ({ kind }) => {
    if (kind === 'opened' || kind === 'closed') kinds.push(kind);
    if (kind === 'opened') opened.resolve();
  },
});
await opened.promise;
await monitor.barrier(signal);
const descriptors = [open()];
for (let round = 0; round < ROUNDS; round++) {
  opened = Promise.withResolvers();
  replace(eventSocket());
  await monitor.barrier(signal).catch(() => {});
  await opened.promise;
  await monitor.barrier(signal);
  descriptors.push(open());
}
console.log(JSON.stringify({ kinds, descriptors }));

function open(): number {
  return readdirSync('/proc/self/fd').length;
}

function eventSocket(): number {
  const table = readFileSync('/proc/self/net/netlink', 'utf8');
  const inodes = new Set(table.split('\n').map((line) => `socket:[${line.trim().split(/\s+/).at(-1)}]`));
  const found = readdirSync('/proc/self/fd').find((fd) => inodes.has(linkOf(fd)));
  return Number(found);
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return ''; // the one that the listing itself was read from
  }
}

/** An unconnected TCP socket: it can be polled, and to receive from it is an error. */
function replace(fd: number): void {
  libc.close(fd);
  const others: number[] = [];
  for (;;) {
    const made = libc.socket(AF_INET, SOCK_STREAM, 0);
    if (made === fd || made < 0) break;
    others.push(made);
  }
  for (const other of others) libc.close(other);
}
