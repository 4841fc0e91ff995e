import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openNetlinkSocket } from '../../src/host/netlink-socket.ts';
import { createSubscriber } from '../../src/redis/subscriber.ts';
import { tableNames } from '../../src/sonic/table-names.ts';
import { takeFloodAnswers } from '../../test/support/flood-answers.ts';
import { floodRequest } from '../../test/support/flood-request.ts';
import { monotonicMs } from '../../test/support/monotonic.ts';
import { connectionOptions, connectTo } from '../../test/support/redis-server.ts';

/** What `latency.ts` is asked for. */
export type LatencyRequest = {
  readonly socket: string;
  readonly changes: number;
  /** between two changes */
  readonly pauseMs: number;
};

/** What it prints, in milliseconds: one for each change. */
export type Latencies = readonly number[];

/**
 * Run inside a namespace: adds neighbors one by one, and waits for the message about each before the next. Takes each row as a consumer does, so
 * that there is no backlog and each message is about the change that was made last.
 */
const DEADLINE_MS = 20_000;
const { socket: path, changes, pauseMs } = JSON.parse(process.argv[2] ?? '{}') as LatencyRequest;
const { keySet, channel, stagingPrefix, finalPrefix } = tableNames('NEIGH_TABLE', 0, ':');
const ifindex = Number(readFileSync('/sys/class/net/Ethernet0/ifindex', 'utf8'));
const server = { endpoint: { kind: 'unix', path } } as const;
using socket = openNetlinkSocket({ groups: 0, slots: 16, slotBytes: 32 * 1024 });
await using connection = await connectTo(server);
await using subscriber = createSubscriber({ ...connectionOptions(server), patterns: [channel] });
subscriber.open(new AbortController().signal);
await subscriber.ready(AbortSignal.timeout(DEADLINE_MS));

let published = Promise.withResolvers<number>();
using _ = subscriber.onMessage(() => published.resolve(monotonicMs()));
const latencies: number[] = [];
for (let index = 0; index < changes; index++) {
  published = Promise.withResolvers<number>();
  const request = floodRequest({ op: 'add', index, ifindex, ack: true });
  const sentMs = monotonicMs();
  socket.send(request);
  const timer = setTimeout(() => published.reject(new Error(`change ${index} was not published`)), DEADLINE_MS);
  latencies.push((await published.promise) - sentMs);
  clearTimeout(timer);
  takeFloodAnswers(socket, 'latency');
  for (const key of await taken()) await connection.command(['RENAME', stagingPrefix + key, finalPrefix + key]);
  if (pauseMs > 0) await pause(pauseMs);
}
console.log(JSON.stringify(latencies satisfies Latencies));

async function taken(): Promise<readonly string[]> {
  const keys = await connection.command(['SPOP', keySet, '128']);
  return Array.isArray(keys) ? keys.map(String) : [];
}
