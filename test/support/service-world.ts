import { LiveConfig } from '../../src/app/live-config.ts';
import { createLogging } from '../../src/app/logging.ts';
import { healthInfo, statsInfo, statusInfo } from '../../src/app/service-reports.ts';
import { setKeptApart } from '../../src/app/verify.ts';
import { verifyReport } from '../../src/app/verify-report.ts';
import { systemClock } from '../../src/base/clock.ts';
import { DaemonError } from '../../src/base/errors.ts';
import { loadConfig } from '../../src/config/load.ts';
import { NO_STRAIN } from '../../src/health/strain.ts';
import { parseIp } from '../../src/neighbor/ip.ts';
import { macToBytes, parseMac } from '../../src/neighbor/mac.ts';
import type { NeighborChanger } from '../../src/netlink/changer.ts';
import { NTF_EXT_LEARNED, NTF_ROUTER, NUD_PERMANENT, NUD_STALE } from '../../src/netlink/codec/neighbour.ts';
import type { FakeKernel } from '../../src/netlink/fake-kernel.ts';
import { createService } from '../../src/service/create-service.ts';
import type { NeighsyncService } from '../../src/service/service.ts';
import { verify } from '../../src/sync/verify.ts';
import { LatencyRecorder } from '../../src/telemetry/latency-recorder.ts';
import type { ContractWorld } from './contract-world.ts';
import type { Put } from './fake-neighbors.ts';
import { POLICY, type World, world } from './sync-world.ts';

const VLAN10 = 10;
let run = 0;
const FLAG_OF: Readonly<Record<string, number>> = { extern_learn: NTF_EXT_LEARNED, router: NTF_ROUTER };

/** The service of the product over the real engine, between a fake kernel and a fake table. */
export type ServiceWorld = ContractWorld & { readonly world: World; readonly service: NeighsyncService };

export async function openServiceWorld(maxWatches = 64): Promise<ServiceWorld> {
  const made = await world((kernel) => kernel.putLink(VLAN10, 'Vlan10'));
  const { kernel, engine, table } = made;
  const loaded = loadConfig({ file: '/dev/null', settings: [], env: {} });
  const logging = createLogging({ logging: loaded.config.logging, fields: {}, stdout: () => {}, stderr: () => {} });
  const live = new LiveConfig({
    loaded,
    followed: false,
    load: (later) => loadConfig({ file: '/dev/null', settings: [], env: {}, ...later }),
    logging,
    apply: () => {},
    writeLoggerField: () => {},
  });
  const recorder = new LatencyRecorder({
    clock: systemClock,
    totals: () => ({ events: 0, rows: 0, failed: 0 }),
    measure: 'off',
  });
  const parts = {
    engine,
    recorder,
    limits: { full: () => [] },
    strain: () => NO_STRAIN,
    redisErrors: () => 0,
    version: '0.0.0',
    output: 'direct' as const,
    startedMs: Date.now(),
  };
  const service = createService({
    engine,
    inlet: engine,
    requests: kernel,
    readKeys: (keys) => table.readKeys(keys),
    changer: changerOf(kernel),
    barrier: kernel.barrier,
    health: () => healthInfo(parts),
    stats: () => statsInfo(parts),
    status: () => statusInfo(parts),
    profile: async () => ({}),
    tuning: () => ({}),
    configuration: () => live.values(),
    configure: live.configure,
    reload: live.reload,
    restart: () => {},
    writeProfile: async () => ({ file: '' }),
    verify: async (signal) => {
      const options = {
        policy: POLICY,
        maxNeighbors: 1_000,
        requests: kernel,
        readRows: () => table.read(),
        clock: systemClock,
        secondLookMs: 1,
      };
      return verifyReport(setKeptApart(await verify(options, signal), []));
    },
    clock: systemClock,
    run: `test${run++}`,
    maxWatches,
  });
  return {
    world: made,
    service,
    put: (neighbor) => {
      putInto(kernel, neighbor);
      kernel.deliver();
    },
    drop: ({ ipAddress, interface: name }) => {
      kernel.deleteNeighbor(ifindexOf(kernel, name), ipOf(ipAddress));
      kernel.deliver();
    },
    [Symbol.asyncDispose]: async () => {
      service[Symbol.dispose]();
      logging[Symbol.dispose]();
      await made[Symbol.asyncDispose]();
    },
  };
}

function changerOf(kernel: FakeKernel): NeighborChanger {
  return {
    set: async ({ ifindex, dst, lladdr, state, flags }) => {
      if (kernel.linkName(ifindex) === undefined) throw new DaemonError('kernel_refused', { op: 'add neighbor' });
      kernel.putNeighbor(ifindex, dst, { lladdr, state, flags });
    },
    remove: async ({ ifindex, dst }) => {
      const before = kernel.neighbors().length;
      kernel.deleteNeighbor(ifindex, dst);
      return kernel.neighbors().length < before;
    },
    [Symbol.dispose]: () => {},
  };
}

function putInto(kernel: FakeKernel, { ipAddress, interface: name, macAddress, state, flags = [] }: Put): void {
  kernel.putNeighbor(ifindexOf(kernel, name), ipOf(ipAddress), {
    lladdr: macToBytes(parseMac(macAddress ?? '02:00:00:00:00:01') ?? 0),
    state: state === 'STALE' ? NUD_STALE : NUD_PERMANENT,
    flags: flags.reduce((sum, flag) => sum | (FLAG_OF[flag] ?? 0), 0),
  });
}

function ifindexOf(kernel: FakeKernel, name: string): number {
  return kernel.links().find((link) => link.name === name)?.ifindex ?? 0;
}

function ipOf(text: string): Uint8Array {
  return parseIp(text) ?? new Uint8Array(4);
}
