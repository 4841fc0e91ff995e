import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { bodyOf, startApiClients } from '../test/support/api-clients.ts';
import { createScene } from '../test/support/scene.ts';
import { flood } from '../test/support/start-flood.ts';
import { handleInterrupts } from './interrupts.ts';
import { percentile } from './statistics.ts';
import { startLoad } from './tuner/load.ts';

/**
 * What the API costs those who ask, and what asking costs the sync.
 *
 *     npm run bench:api [-- --quick]
 *
 * Pages of 1000 of a table of 128,000 neighbors over the unix socket, and a filter by prefix. Then the latency of changes, event
 * read to row acknowledged, as the daemon itself measures it, in turns without and with clients: two that page through all, 16
 * that watch, one that sends nonsense, and 200 connections that say nothing.
 */
const NEIGHBORS = 128_000;
const CHANGES = { neighbors: 10_000, first: 0, count: 1, everyMs: 1 };
const SOCKET = '.run/bench-api.sock';
const TURNS = process.argv.includes('--quick') ? 1 : 3;
const WINDOW_MS = 12_000;

const { holds, during } = handleInterrupts();
await during(run);

async function run(): Promise<void> {
  await using stack = new AsyncDisposableStack();
  holds(stack);
  const settings = [`api.unix_socket=${SOCKET}`, 'api.max_requests_per_s=100000', 'api.max_connections=1000'];
  const scene = stack.use(await createScene({ neighbors: 0, settings }));
  const began = performance.now();
  await flood(scene.namespace, { op: 'add', count: NEIGHBORS });
  while ((await scene.daemon.metric('neighsyncd_rows')) < NEIGHBORS) await pause(100);
  console.log(`128,000 rows after ${Math.round(performance.now() - began)} ms`);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  console.log(`first page, the order is made: ${(await timed(agent, '/neighbors?limit=1000')).ms.toFixed(1)} ms`);
  report('page of 1000', await pageThrough(agent, 2 * TURNS));
  const prefixes = Array.from({ length: 100 * TURNS }, (_, at) => `/neighbors?limit=1000&prefix=10.1.${at % 250}.0/24`);
  report('a /24 by prefix', await timesOf(agent, prefixes));
  agent.destroy();

  stack.use(startLoad(scene.namespace, CHANGES));
  const plain: number[] = [];
  const busy: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    plain.push(await syncP99(scene.daemon.get));
    using clients = startApiClients(SOCKET);
    busy.push(await syncP99(scene.daemon.get));
    console.log(
      `p99 of changes: ${plain.at(-1)} ms alone, ${busy.at(-1)} ms with clients (${clients.answers()} answers)`,
    );
  }
  console.log(
    `p99 of 1000 changes a second: alone ${Math.max(...plain)} ms, with clients ${Math.max(...busy)} ms at worst`,
  );
  console.log(`memory: ${Math.round((await scene.daemon.metric('neighsyncd_memory_bytes')) / 1_048_576)} MiB`);
}

/** A window of the daemon's own recorder that begins after the call. */
async function syncP99(ask: (path: string) => Promise<{ readonly body: string }>): Promise<number> {
  await pause(WINDOW_MS);
  const { body } = await ask('/profile');
  return (
    (JSON.parse(body) as { windows: Record<string, { latency: { p99_ms: number } }> }).windows['10s']?.latency.p99_ms ??
    Number.NaN
  );
}

function report(what: string, times: readonly number[]): void {
  const [median, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  console.log(`${what}: median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms of ${times.length}`);
}

async function pageThrough(agent: Agent, times: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let pass = 0; pass < times; pass++) {
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { ms, body } = await timed(agent, `/neighbors?limit=1000&cursor=${cursor}`);
      taken.push(ms);
      cursor = (JSON.parse(body) as { data: { next_cursor: string | null } }).data.next_cursor;
    }
  }
  return taken;
}

async function timesOf(agent: Agent, paths: readonly string[]): Promise<readonly number[]> {
  const taken: number[] = [];
  for (const path of paths) taken.push((await timed(agent, path)).ms);
  return taken;
}

async function timed(agent: Agent, path: string): Promise<{ readonly ms: number; readonly body: string }> {
  const began = performance.now();
  const body = await bodyOf(get({ agent, socketPath: SOCKET, path: `/api/v1${path}` }));
  return { ms: performance.now() - began, body };
}
