import { DaemonError } from '../../src/base/errors.ts';
import { formatIp } from '../../src/neighbor/ip.ts';
import { formatMac } from '../../src/neighbor/mac.ts';
import { invalidArgument, parseAddRequest, parseAddress, parseLimit, parseName } from '../../src/service/arguments.ts';
import type { ChangeResult, DatabaseOutcome } from '../../src/service/changes.ts';
import { matches, parseFilter } from '../../src/service/filter.ts';
import type { ListQuery, NeighborAddress, NeighborInfo, NeighborPage } from '../../src/service/neighbor-info.ts';
import type { HealthInfo, StatsInfo, StatusInfo, VerifyReport } from '../../src/service/reports.ts';
import type { NeighsyncService } from '../../src/service/service.ts';
import { FakeConfiguration } from './fake-configuration.ts';
import { compareNeighbors, explain, FakeNeighbors, type Put, verdictOf } from './fake-neighbors.ts';
import { HEALTH, PROFILE, STATS, STATUS, TUNING, VERIFIED } from './fake-reports.ts';
import { FakeWatches } from './fake-watch.ts';

export type FakeOptions = {
  /** Interfaces that there are; those of neighbors are besides. Default `Ethernet0` and `Vlan10`. */
  readonly interfaces?: readonly string[];
  /** How many changes a watch may be behind. Default 1000. */
  readonly keptChanges?: number;
  /** Default 64. */
  readonly maxWatches?: number;
  /** Default: only when a test says so. */
  readonly heartbeatMs?: number;
};

export type FakeService = NeighsyncService & {
  /** The kernel has this neighbor now. */
  readonly put: (neighbor: Put) => NeighborInfo;
  /** The kernel has it no longer. */
  readonly drop: (ipAddress: string, interfaceName?: string) => void;
  /** Lets an operation fail from now on; undefined lets it work again. */
  readonly fail: (op: keyof NeighsyncService, error: DaemonError | undefined) => void;
  /** What is answered from now on. */
  readonly say: (said: Partial<Said>) => void;
  /** Operations that were asked for, with what they were given, but for signals. */
  readonly calls: readonly { readonly op: keyof NeighsyncService; readonly args: readonly unknown[] }[];
  /** Events that readers of watches have taken. */
  readonly pulled: () => number;
  readonly openWatches: () => number;
  /** Every watch that has nothing else to tell tells that it is alive. */
  readonly heartbeat: () => void;
};

type Said = {
  readonly health: HealthInfo;
  readonly stats: StatsInfo;
  readonly status: StatusInfo;
  readonly verify: VerifyReport;
  /** What becomes of a row that is to be written. */
  readonly database: DatabaseOutcome;
  readonly profile: object;
  readonly tuning: object;
};

/** Runs are told apart by number. */
let runs = 0;

/** The service over a table in memory, with the configuration of the product. Behaves as the types say; for tests only. */
export function createFakeService(options: FakeOptions = {}): FakeService {
  const { interfaces = ['Ethernet0', 'Vlan10'], keptChanges = 1_000, maxWatches = 64, heartbeatMs } = options;
  const neighbors = new FakeNeighbors(keptChanges);
  const watches = new FakeWatches({ neighbors, run: `fake${++runs}`, maxWatches, heartbeatMs });
  const configuration = new FakeConfiguration();
  const failures = new Map<keyof NeighsyncService, DaemonError>();
  const calls: { readonly op: keyof NeighsyncService; readonly args: readonly unknown[] }[] = [];
  let said: Said = {
    health: HEALTH,
    stats: STATS,
    status: STATUS,
    verify: VERIFIED,
    database: 'acknowledged',
    profile: PROFILE,
    tuning: TUNING,
  };

  const called = (op: keyof NeighsyncService, ...args: readonly unknown[]): void => {
    calls.push({ op, args });
    const failure = failures.get(op);
    if (failure !== undefined) throw failure;
  };
  const knownInterfaces = (): ReadonlySet<string> =>
    new Set([...interfaces, ...neighbors.sorted().map((one) => one.interface)]);
  const put = (given: Put): NeighborInfo => {
    const neighbor = neighbors.put(given);
    watches.changed();
    return neighbor;
  };
  const find = (address: NeighborAddress): NeighborInfo => {
    const { ipAddress, name } = parsed(address);
    const there = neighbors.onInterfaces(ipAddress);
    const [found, ...others] = name === undefined ? there : there.filter((one) => one.interface === name);
    if (found === undefined) {
      const message = `${ipAddress} is not a neighbor${name === undefined ? '' : ` on ${name}`}`;
      throw new DaemonError('not_found', { op: 'get', message });
    }
    if (others.length === 0) return found;
    const message = `${ipAddress} is on ${there.map((one) => one.interface).join(', ')}; name one of them`;
    throw new DaemonError('ambiguous', { op: 'get', message });
  };
  const remove = (neighbor: NeighborInfo): void => {
    neighbors.drop(neighbor);
    watches.changed();
  };

  const service: NeighsyncService = {
    list: async (query, signal) => {
      called('list', query);
      signal.throwIfAborted();
      return page(neighbors, query, watches.revision);
    },
    get: (address) => {
      called('get', address);
      return find(address);
    },
    watch: (query, signal) => {
      called('watch', query);
      return watches.follow(parseFilter(query), query.fromRevision || undefined, signal);
    },
    explain: async (address) => {
      called('explain', address);
      const { ipAddress, name } = parsed(address);
      const names = name === undefined ? neighbors.interfacesOf(ipAddress) : [name];
      return names.map((one) => explain(neighbors, one, ipAddress));
    },
    health: () => {
      called('health');
      return said.health;
    },
    stats: () => {
      called('stats');
      return { ...said.stats, totalNeighbors: neighbors.size };
    },
    status: () => {
      called('status');
      return { ...said.status, neighbors: neighbors.size };
    },
    configuration: () => {
      called('configuration');
      return configuration.values();
    },
    verify: async () => {
      called('verify');
      return said.verify;
    },
    profile: async () => {
      called('profile');
      return said.profile;
    },
    tuning: () => {
      called('tuning');
      return said.tuning;
    },
    add: async (request): Promise<ChangeResult> => {
      called('add', request);
      const { ip, mac, interface: name, state, externLearn, router } = parseAddRequest(request);
      if (!knownInterfaces().has(name))
        throw new DaemonError('not_found', { op: 'add', message: `there is no interface ${name}` });
      const flags = [...(router ? ['router'] : []), ...(externLearn ? ['extern_learn'] : [])];
      const neighbor = put({
        ipAddress: formatIp(ip),
        macAddress: formatMac(mac),
        interface: name,
        state: state.toUpperCase(),
        flags,
      });
      const { kind, rule, text } = verdictOf(neighbor);
      return { database: kind === 'row' ? said.database : 'no_row', rule, ruleText: text, neighbor };
    },
    remove: async (address): Promise<ChangeResult> => {
      called('remove', address);
      remove(find(address));
      return { database: said.database, rule: undefined, ruleText: undefined, neighbor: undefined };
    },
    configure: (values) => {
      called('configure', values);
      return configuration.configure(values);
    },
    reload: () => {
      called('reload');
      return { applied: [], needsRestart: [] };
    },
    resync: (vrf) => {
      called('resync', ...(vrf === undefined ? [] : [vrf]));
      if (vrf !== undefined && !said.status.vrfs.some(({ name }) => name === parseName('vrf', vrf)))
        throw new DaemonError('not_found', { op: 'resync', message: `there is no VRF ${vrf}` });
    },
    restart: () => called('restart'),
    writeProfile: async (kind) => {
      called('writeProfile', kind);
      return { file: `/tmp/neighsyncd.${kind === 'cpu' ? 'cpuprofile' : 'heapsnapshot'}` };
    },
  };
  return {
    ...service,
    put,
    drop: (ipAddress, interfaceName) => remove(find({ ipAddress, interface: interfaceName })),
    fail: (op, error) => void (error === undefined ? failures.delete(op) : failures.set(op, error)),
    say: (more) => {
      said = { ...said, ...more };
    },
    calls,
    pulled: () => watches.pulled,
    openWatches: () => watches.open,
    heartbeat: () => watches.heartbeat(),
  };
}

function parsed({ ipAddress, interface: name }: NeighborAddress): {
  readonly ipAddress: string;
  readonly name: string | undefined;
} {
  const ip = parseAddress('ip_address', ipAddress);
  return { ipAddress: formatIp(ip), name: name ? parseName('interface', name) : undefined };
}

/** A cursor is the last neighbor of the page before, whether or not it is still there. */
function page(neighbors: FakeNeighbors, query: ListQuery, revision: string): NeighborPage {
  const [filter, limit] = [parseFilter(query), parseLimit(query.limit)];
  const after = query.cursor ? cursorOf(query.cursor) : undefined;
  const rest = neighbors
    .sorted()
    .filter((one) => matches(filter, one) && (after === undefined || compareNeighbors(one, after) > 0));
  const page = rest.slice(0, limit);
  const last = rest.length > limit ? page.at(-1) : undefined;
  const nextCursor =
    last === undefined ? undefined : Buffer.from(`${last.interface}:${last.ipAddress}`).toString('base64url');
  return { neighbors: page, nextCursor, total: neighbors.size, revision };
}

function cursorOf(cursor: string): Pick<NeighborInfo, 'ipAddress' | 'interface'> {
  const [, name, ipAddress] = /^([^:]+):(.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  try {
    if (name !== undefined && ipAddress !== undefined)
      return { interface: parseName('cursor', name), ipAddress: formatIp(parseAddress('cursor', ipAddress)) };
  } catch {
    // Whatever is wrong with it, it is the cursor that is.
  }
  throw invalidArgument('cursor', cursor, 'is not from this list (allowed: next_cursor of a page)');
}
