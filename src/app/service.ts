import { systemClock } from '../base/clock.ts';
import { createNeighborChanger } from '../netlink/changer.ts';
import { createRequestChannel } from '../netlink/request-channel.ts';
import { createRequester } from '../netlink/requester.ts';
import { createService } from '../service/create-service.ts';
import type { NeighsyncService } from '../service/service.ts';
import { verify } from '../sync/verify.ts';
import type { DaemonParts } from './daemon-parts.ts';
import { healthInfo, statsInfo, statusInfo } from './service-reports.ts';
import { tuningView } from './tuner-view.ts';
import { SECOND_LOOK_MS, setKeptApart } from './verify.ts';
import { verifyReport } from './verify-report.ts';

/** The service over the parts of the daemon. It asks the kernel over sockets of its own: a recording is of the engine only. */
export function createDaemonService(parts: DaemonParts, resources: AsyncDisposableStack): NeighsyncService {
  const { engine, inlet, monitor, database, live, profiling, tuner, startedMs, logger } = parts;
  const requester = resources.use(createRequester({ onDecodeFailure: () => {} }));
  const changer = resources.use(createNeighborChanger(createRequestChannel()));
  const service = createService({
    engine,
    inlet,
    changer,
    requests: requester,
    readKeys: database.readKeys,
    barrier: monitor.barrier,
    health: () => healthInfo(parts),
    stats: () => statsInfo(parts),
    status: () => statusInfo(parts),
    profile: profiling.snapshot,
    tuning: () => tuningView(tuner),
    configuration: () => live.values(),
    configure: live.configure,
    reload: live.reload,
    restart: () => {
      logger.info('kernel socket and connections to Redis are opened anew, as asked');
      monitor.reopen();
      for (const connection of [database.writer, database.reader]) connection.renew();
    },
    writeProfile: async (kind) => ({ file: await profiling.write(kind) }),
    verify: async (signal) => {
      const comparison = await verify(
        {
          policy: engine.inspection.policy,
          maxNeighbors: live.config.performance.max_neighbors,
          requests: requester,
          readRows: database.readRows,
          clock: systemClock,
          secondLookMs: SECOND_LOOK_MS,
        },
        signal,
      );
      const graces = engine.status().keeps.map(({ reason }) => reason);
      return verifyReport(setKeptApart(comparison, graces));
    },
    clock: systemClock,
    run: `${startedMs.toString(36)}p${process.pid.toString(36)}`,
    maxWatches: live.config.api.max_watches,
  });
  return resources.use(service);
}
