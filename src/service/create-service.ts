import type { Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { createMutex } from '../base/mutex.ts';
import { Turns } from '../base/turns.ts';
import type { NeighborChanger } from '../netlink/changer.ts';
import type { Inspection } from '../sync/inspection.ts';
import type { Barrier, KernelRequests, KeyReader } from '../sync/ports.ts';
import type { EngineStatus } from '../sync/status.ts';
import { NeighborChanges } from './change-neighbors.ts';
import { describe } from './describe.ts';
import { explain } from './explain.ts';
import { listNeighbors } from './list.ts';
import { interfaceOf, parseTarget } from './locate.ts';
import { NeighborOrder } from './neighbor-order.ts';
import type { ConfigValue, VerifyReport } from './reports.ts';
import { createRevisions } from './revision.ts';
import type { NeighsyncCommands, NeighsyncQueries, NeighsyncService } from './service.ts';
import { watchNeighbors } from './watch.ts';
import { WatchLog } from './watch-log.ts';

/** What the service needs of the running daemon, besides looking at its engine. */
export type ServicePorts = Pick<
  NeighsyncQueries,
  'health' | 'stats' | 'status' | 'profile' | 'tuning' | 'configuration'
> &
  Pick<NeighsyncCommands, 'configure' | 'reload' | 'restart' | 'writeProfile'> & {
    readonly engine: { readonly inspection: Inspection; readonly status: () => EngineStatus };
    readonly inlet: {
      readonly refresh: () => void;
      /** False when there is no such VRF. */
      readonly resyncVrf: (name: string) => boolean;
    };
    readonly requests: Pick<KernelRequests, 'getNeighbors'>;
    readonly readKeys: KeyReader;
    readonly changer: NeighborChanger;
    readonly barrier: Barrier;
    /** Compares once. */
    readonly verify: (signal: AbortSignal) => Promise<VerifyReport>;
    readonly clock: Clock;
    /** Tells this run of the daemon from all others: letters and digits. */
    readonly run: string;
    readonly maxWatches: number;
  };

/** The service of the running daemon. Disposing forgets what it keeps for lists and watches. */
export function createService(ports: ServicePorts): NeighsyncService & Disposable {
  const { engine, clock, inlet, run, maxWatches } = ports;
  const { inspection } = engine;
  const turns = new Turns();
  const order = new NeighborOrder({ inspection, clock, turns });
  const log = new WatchLog({ inspection, clock });
  const revisions = createRevisions(run);
  const revision = (): string => revisions.format(inspection.revision);
  const changes = new NeighborChanges({ ...ports, inspection, isReady: () => engine.status().ready });
  const exclusive = createMutex();
  let verifying = false;

  const configured = (key: string): Pick<ConfigValue, 'value' | 'origin'> => {
    const known = ports.configuration().find((one) => one.key === key);
    return known ?? { value: undefined, origin: 'default' };
  };

  return {
    list: (query, signal) => listNeighbors({ inspection, order, clock, turns, revision }, query, signal),
    get: (address) => {
      const target = parseTarget(address);
      const name = interfaceOf(inspection, target, 'get neighbor');
      const entry = inspection.find(name, target.ip);
      if (entry === undefined) throw new DaemonError('not_found', { op: 'get neighbor' });
      return describe(inspection, name, entry, clock);
    },
    watch: (query, signal) =>
      watchNeighbors({ inspection, order, clock, turns, log, revisions, maxWatches }, query, signal),
    explain: (address, signal) =>
      explain({ ...ports, inspection, configured, exclusive, keeps: () => engine.status().keeps }, address, signal),
    health: ports.health,
    stats: ports.stats,
    status: ports.status,
    configuration: ports.configuration,
    profile: ports.profile,
    tuning: ports.tuning,
    verify: async (signal) => {
      if (verifying) throw new DaemonError('busy', { op: 'verify', message: 'a comparison is going on already' });
      verifying = true;
      try {
        return await ports.verify(signal);
      } finally {
        verifying = false;
      }
    },
    add: (request, signal) => changes.add(request, signal),
    remove: (address, signal) => changes.remove(address, signal),
    configure: ports.configure,
    reload: ports.reload,
    restart: ports.restart,
    writeProfile: ports.writeProfile,
    resync: (vrf) => {
      if (vrf === undefined || vrf === '') return inlet.refresh();
      if (!inlet.resyncVrf(vrf))
        throw new DaemonError('not_found', { op: 'resync', message: `there is no VRF ${vrf}` });
    },
    [Symbol.dispose]: () => {
      order[Symbol.dispose]();
      log[Symbol.dispose]();
    },
  };
}
