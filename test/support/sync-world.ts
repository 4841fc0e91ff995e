import { type Clock, systemClock } from '../../src/base/clock.ts';
import { DaemonError } from '../../src/base/errors.ts';
import type { VirtualClock } from '../../src/base/virtual-clock.ts';
import { formatKey } from '../../src/neighbor/key.ts';
import { formatMac, macFromBytes } from '../../src/neighbor/mac.ts';
import { desired, type PolicyConfig } from '../../src/neighbor/policy.ts';
import type { RowWrite, StoredRow } from '../../src/neighbor/row.ts';
import { DEFAULT_VRF } from '../../src/neighbor/vrf.ts';
import { FakeKernel } from '../../src/netlink/fake-kernel.ts';
import { Engine, type EngineOptions } from '../../src/sync/engine.ts';
import type { FailedChange } from '../../src/sync/failed-neighbors.ts';
import type { HostRoute } from '../../src/sync/host-routes.ts';
import { UNOBSERVED } from '../../src/sync/observer.ts';
import type { EngineReport } from '../../src/sync/report.ts';
import type { Start } from '../../src/sync/start-phase.ts';
import { DEFAULT_POLICY } from '../fixtures/policy.ts';
import { turnUntil } from './turn.ts';
import { until } from './until.ts';

export const POLICY: PolicyConfig = { ...DEFAULT_POLICY, linkLocalInterfaces: ['Ethernet4'] };

export const ETHERNET0 = 2;
export const ETHERNET4 = 3;

/** A database that can refuse, with or without having written. */
export class FakeTable {
  readonly rows = new Map<string, StoredRow>();
  readonly writes: RowWrite[] = [];
  /** Host routes removed and rows written, in their order. */
  readonly log: string[] = [];
  /** What becomes of the batches to come: `lost` fails without writing, `unanswered` fails after it. */
  failures: ('lost' | 'unanswered')[] = [];

  readonly sink = {
    apply: async (batch: readonly RowWrite[]) => {
      await Promise.resolve();
      const failure = this.failures.shift();
      if (failure !== 'lost') for (const write of batch) this.#write(write);
      if (failure !== undefined) throw new DaemonError('redis_unavailable', { op: 'test' });
      return { deferred: [] };
    },
    removeHostRoutes: async (routes: readonly HostRoute[]) => {
      await Promise.resolve();
      this.log.push(...routes.map(({ vrf, ip: address }) => `route ${vrf}:${address}`));
    },
    writeFailed: async (changes: readonly FailedChange[]) => {
      await Promise.resolve();
      this.log.push(...changes.map(({ kind, key }) => `failed ${kind} ${key}`));
    },
  };
  /** Rows of NEIGH_FAILED_TABLE that were there before. */
  readonly failed: string[] = [];

  refuseReading = false;

  /** Called between the two parts of a reading, and before the answer about single keys: the world goes on meanwhile. */
  duringRead: () => void = () => {};

  async *read(): AsyncGenerator<readonly StoredRow[]> {
    if (this.refuseReading) throw new DaemonError('redis_unavailable', { op: 'test' });
    const first = [...this.rows.values()].slice(0, Math.ceil(this.rows.size / 2));
    yield first;
    this.duringRead();
    const told = new Set(first.map(({ key }) => key));
    yield [...this.rows.values()].filter(({ key }) => !told.has(key));
  }

  async readKeys(keys: readonly string[]): Promise<readonly StoredRow[]> {
    if (this.refuseReading) throw new DaemonError('redis_unavailable', { op: 'test' });
    const found = keys.map((key) => this.rows.get(key)).filter((row) => row !== undefined);
    this.duringRead();
    return found;
  }

  put(key: string, neigh: string, family = 'IPv4'): void {
    this.rows.set(key, { key, neigh, family });
  }

  #write(write: RowWrite): void {
    this.writes.push(write);
    this.log.push(`${write.kind} ${write.key}`);
    if (write.kind === 'delete') this.rows.delete(write.key);
    else this.rows.set(write.key, { key: write.key, neigh: write.mac, family: write.family });
  }
}

export type World = AsyncDisposable & {
  readonly kernel: FakeKernel;
  readonly table: FakeTable;
  readonly engine: Engine;
  readonly reports: readonly EngineReport[];
  /** Events are handed over and everything has been written; on virtual time the hands are turned for that. */
  readonly settled: () => Promise<void>;
};

/** What the engine is given of its surroundings. */
export type WorldPorts = Pick<
  EngineOptions,
  'sink' | 'readRows' | 'readKeys' | 'requests' | 'barrier' | 'knobs' | 'observer'
>;

export type WorldOptions = {
  /** Events that the kernel's receive buffer holds; default 1000. */
  readonly capacity?: number;
  readonly graceMs?: number;
  /** How to start; default a cold start with that grace. */
  readonly start?: Start;
  readonly verifyIntervalMs?: number;
  readonly maxNeighbors?: number;
  /** Time that stands still unless it is turned; by default the machine's. */
  readonly clock?: VirtualClock;
  /** Turns of the event loop before the hands go on to the next task; default 1, more for what answers in later turns. */
  readonly turnsEach?: number;
  /** For the jitter of pauses; default `Math.random`. */
  readonly random?: () => number;
  /** Puts something between the engine and the fakes. */
  readonly ports?: (ports: WorldPorts, kernel: FakeKernel, table: FakeTable) => WorldPorts;
};

/** The real engine between a fake kernel and a fake table, in step before it is handed out, unless it starts warm. */
export async function world(
  setUp: (kernel: FakeKernel, table: FakeTable) => void = () => {},
  options: WorldOptions = {},
): Promise<World> {
  const { capacity = 1000, graceMs = 0, verifyIntervalMs = 0, maxNeighbors = 1000 } = options;
  const { random = Math.random, ports = (same) => same } = options;
  const start: Start = options.start ?? { kind: 'cold', graceMs, reason: 'start_grace' };
  const clock: Clock = options.clock ?? systemClock;
  const kernel = new FakeKernel(capacity, clock);
  const table = new FakeTable();
  const reports: EngineReport[] = [];
  const ending = new AbortController();
  kernel.putLink(ETHERNET0, 'Ethernet0');
  kernel.putLink(ETHERNET4, 'Ethernet4');
  setUp(kernel, table);
  const plain: WorldPorts = {
    knobs: { batchSize: 3, batchTimeoutMs: 50, workers: 2, verifyIntervalMs },
    sink: table.sink,
    readRows: () => table.read(),
    readKeys: (keys) => table.readKeys(keys),
    requests: kernel,
    barrier: kernel.barrier,
    observer: UNOBSERVED,
  };
  const engine = new Engine({
    policy: POLICY,
    policyKnown: true,
    maxNeighbors,
    readFailed: async () => table.failed,
    clock,
    random,
    restFactor: 1,
    report: (report) => reports.push(report),
    ...ports(plain, kernel, table),
  });
  kernel.open(engine.onKernelEvent);
  const running = engine.run(ending.signal);
  engine.begin(start);
  engine.tableReachable(true);
  const isSettled = (): boolean => {
    kernel.deliver();
    const { kernelSynced, tableLoaded, pending, inFlight } = engine.status();
    return kernelSynced && tableLoaded && pending + inFlight === 0;
  };
  const made: World = {
    kernel,
    table,
    engine,
    reports,
    settled: () =>
      options.clock === undefined
        ? until('everything is written', isSettled)
        : turnUntil('everything is written', options.clock, isSettled, options.turnsEach),
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await running;
      await engine.drain(AbortSignal.timeout(1000));
    },
  };
  if (start.kind === 'cold') await made.settled();
  return made;
}

export const ip = (last: number): Uint8Array => Uint8Array.of(10, 0, 0, last);
export const mac = (last: number): Uint8Array => Uint8Array.of(2, 0, 0, 0, 0, last);

/** What the table should hold, by the policy and the kernel alone. */
export function image(kernel: FakeKernel, policy = POLICY): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const { ifindex, dst, lladdr, state, flags } of kernel.neighbors()) {
    const interfaceName = kernel.linkName(ifindex);
    if (interfaceName === undefined || dst === undefined) continue;
    const entryMac = lladdr === undefined ? 'missing' : (macFromBytes(lladdr) ?? 'odd');
    const vrfName = kernel.vrfName(ifindex) ?? DEFAULT_VRF;
    const about = { ageMs: 0, published: 'none', masterName: undefined, vrfName } as const;
    const verdict = desired({ interfaceName, ip: dst, state, flags, mac: entryMac, ...about }, policy);
    if (verdict.kind === 'row') rows.set(formatKey(interfaceName, dst), formatMac(verdict.mac));
  }
  return rows;
}

export function rowsOf(table: FakeTable): ReadonlyMap<string, string> {
  return new Map([...table.rows.values()].map(({ key, neigh }) => [key, neigh ?? '']));
}
