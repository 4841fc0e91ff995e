import assert from 'node:assert/strict';
import { DaemonError, type ErrorCode } from '../../src/base/errors.ts';
import type { NeighborInfo } from '../../src/service/neighbor-info.ts';
import type { NeighsyncService } from '../../src/service/service.ts';
import type { WatchEvent, WatchQuery } from '../../src/service/watch-event.ts';
import type { Put } from './fake-neighbors.ts';
import { until } from './until.ts';

/** A service and the kernel behind it. */
export type ContractWorld = AsyncDisposable & {
  readonly service: NeighsyncService;
  /** Lets the kernel have a neighbor: a MAC, flags and one of the states PERMANENT and STALE are given. */
  readonly put: (neighbor: Put) => Promise<unknown> | unknown;
  readonly drop: (address: { readonly ipAddress: string; readonly interface: string }) => Promise<unknown> | unknown;
};

/**
 * How to come by a service that is ready, with the interfaces `Ethernet0` and `Vlan10` up in the default VRF. It may have
 * neighbors already, but none in 10.9.0.0/16, 2001:db8:9::/48 or with fe80::9:1.
 */
export type ContractSetup = { readonly name: string; readonly open: () => Promise<ContractWorld> };

/** What the suite puts there, in the order of the service. */
export const NEIGHBORS: readonly Required<
  Pick<Put, 'ipAddress' | 'interface' | 'macAddress' | 'state' | 'flags' | 'source'>
>[] = [
  at('10.9.0.1', 'Ethernet0', '02:00:00:00:09:01', 'PERMANENT', 'static'),
  at('10.9.0.2', 'Ethernet0', '02:00:00:00:09:02', 'STALE', 'dynamic'),
  at('10.9.0.10', 'Vlan10', '02:00:00:00:09:03', 'STALE', 'external', 'extern_learn'),
  at('2001:db8:9::9', 'Vlan10', '02:00:00:00:09:04', 'STALE', 'dynamic', 'router'),
  at('fe80::9:1', 'Ethernet0', '02:00:00:00:09:05', 'PERMANENT', 'static'),
  at('fe80::9:1', 'Vlan10', '02:00:00:00:09:05', 'PERMANENT', 'static'),
];

function at(
  ipAddress: string,
  name: string,
  macAddress: string,
  state: string,
  source: NeighborInfo['source'],
  ...flags: readonly string[]
) {
  return { ipAddress, interface: name, macAddress, state, source, flags };
}

/** The world with the neighbors above, as soon as the service knows them. */
export async function openWorld(setup: ContractSetup): Promise<ContractWorld> {
  const world = await setup.open();
  for (const neighbor of NEIGHBORS) await world.put(neighbor);
  for (const neighbor of NEIGHBORS) await known(world.service, neighbor);
  return world;
}

/** Waits until the service shows the neighbor as it was put. */
async function known(service: NeighsyncService, { ipAddress, interface: name, state }: Put): Promise<void> {
  await until(`${ipAddress} is known`, () => {
    const found = find(service, ipAddress, name);
    return found !== undefined && (state === undefined || found.state === state);
  });
}

export function find(service: NeighsyncService, ipAddress: string, name: string): NeighborInfo | undefined {
  try {
    return service.get({ ipAddress, interface: name });
  } catch (error) {
    if (error instanceof DaemonError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** `10.9.0.1 Ethernet0`, for a shorter comparison. */
export function names(
  neighbors: readonly { readonly ipAddress: string; readonly interface: string }[],
): readonly string[] {
  return neighbors.map((one) => `${one.ipAddress} ${one.interface}`);
}

/** The operation throws, or rejects with, a DaemonError of this code, whose message matches. */
export async function refuses(operation: () => unknown, code: ErrorCode, message = /./): Promise<void> {
  const attempt = async (): Promise<unknown> => operation();
  await assert.rejects(attempt(), (error) => {
    assert.ok(error instanceof DaemonError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}

/** A watch whose events are taken as they are wanted. Disposing ends it. */
export type Follower = AsyncDisposable & {
  /** All events up to one that is like this, within half a minute. */
  readonly upTo: (like: (event: WatchEvent) => boolean) => Promise<readonly WatchEvent[]>;
};

const DEADLINE_MS = 30_000;

export function follow(service: NeighsyncService, query: WatchQuery): Follower {
  const ending = new AbortController();
  const events = service.watch(query, ending.signal)[Symbol.asyncIterator]();
  return {
    upTo: async (like) => {
      const taken: WatchEvent[] = [];
      using _limit = deadline(() => ending.abort());
      for (;;) {
        const { value, done } = await events.next();
        assert.ok(done !== true, `the watch ended, or told for ${DEADLINE_MS} ms only ${JSON.stringify(taken)}`);
        taken.push(value);
        if (like(value)) return taken;
      }
    },
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await events.return?.();
    },
  };
}

function deadline(passed: () => void): Disposable {
  const timer = setTimeout(passed, DEADLINE_MS);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
