import { runOpsServer } from '../api/ops/server.ts';
import { systemClock } from '../base/clock.ts';
import { classify, DaemonError } from '../base/errors.ts';
import type { Config } from '../config/schema.ts';
import { NO_FACTS } from '../neighbor/policy.ts';
import { openMonitor } from '../netlink/monitor.ts';
import { createRequester } from '../netlink/requester.ts';
import { readBacklog } from '../sonic/backlog.ts';
import { Engine } from '../sync/engine.ts';
import type { EngineReport } from '../sync/report.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createNeighborDatabase, type NeighborDatabase } from './database.ts';
import { startEmbeddedRedis } from './embedded-redis.ts';
import { greeting } from './greeting.ts';
import { metricReaders } from './metric-readers.ts';
import { opsRoutes } from './ops-routes.ts';
import { policyOf } from './policy.ts';
import { createReportLogger } from './reports.ts';
import { selectRedis } from './select-redis.ts';

/** How long the last rows may take at shutdown. */
const DRAIN_LIMIT_MS = 5_000;

export type DaemonOptions = {
  readonly config: Config;
  readonly logger: Logger;
  /** For people: what `npm start` prints besides the log. */
  readonly print: (text: string) => void;
};

/**
 * Runs the daemon until `signal` is aborted, and takes it apart in order: answering stops first, then reading, then what
 * is pending is written, then the connections end, and last the private Redis.
 *
 * Throws a DaemonError for what cannot heal: a bad configuration, a refused output, a missing program.
 */
export async function runDaemon({ config, logger, print }: DaemonOptions, signal: AbortSignal): Promise<void> {
  const startedMs = Date.now();
  const selection = selectRedis(config);
  const fatal = Promise.withResolvers<void>();
  fatal.promise.catch(() => {});
  await using resources = new AsyncDisposableStack();

  if (selection.embedded !== undefined) {
    const server = resources.use(await startEmbeddedRedis(selection.embedded, signal));
    void server.ended.then((how) => {
      fatal.reject(new DaemonError('program_missing', { op: 'private redis-server', message: `it ended with ${how}` }));
    });
  }

  const database = createNeighborDatabase(config, selection, { guarded: true });
  const knobs = {
    batchSize: database.maxKeys,
    batchTimeoutMs: config.performance.batch_timeout_ms,
    workers: config.performance.workers,
  };
  if (database.maxKeys < config.performance.batch_size) {
    logger.warn('performance.batch_size is above performance.consumer_batch and capped to it', {
      rows: database.maxKeys,
    });
  }

  const requester = resources.use(
    createRequester({ onDecodeFailure: (reason) => logger.debug('malformed netlink answer, ignoring', { reason }) }),
  );
  const logReport = createReportLogger(logger, systemClock.monotonicMs);
  let url: string | undefined;
  const onReport = (report: EngineReport): void => {
    // Wrong from the start is for the operator to mend; what becomes wrong later may become right again.
    if (report.kind === 'failed' && classify(report.error) === 'die' && !engine.status().ready)
      fatal.reject(report.error);
    else logReport(report);
    if (report.kind === 'in_step') print(greeting({ config, selection, status: engine.status(), url }));
  };
  const engine: Engine = new Engine({
    policy: policyOf(config, NO_FACTS),
    policyKnown: true,
    linkLocalGraceMs: 5_000,
    knobs,
    maxNeighbors: config.performance.max_neighbors,
    startGraceMs: config.deployment.start_grace_ms,
    sink: database.sink,
    readRows: database.readRows,
    requests: requester,
    barrier: (barrierSignal) => monitor.barrier(barrierSignal),
    clock: systemClock,
    observer: {
      onBatch: (rows, durationMs) => {
        metrics.observe('batch_size', rows);
        metrics.observe('redis_latency_seconds', durationMs / 1000);
      },
      onRow: (latencyMs) => metrics.observe('event_latency_seconds', latencyMs / 1000),
    },
    report: onReport,
  });
  const redisErrors = followDatabase(database, engine, logger, resources);
  const sources = { engine, redisErrors, startedMs, backlog: () => backlogOf(database, selection.output) };
  const metrics = createMetrics(metricReaders(sources));
  const monitor = openMonitor({
    receiveBufferBytes: config.netlink.receive_buffer_bytes,
    onEvent: engine.onKernelEvent,
  });

  const stopping = new AbortController();
  const running = [engine.run(stopping.signal)];
  if (config.metrics.enabled) {
    const { address, port } = config.metrics;
    const onListening = (listening: string): void => {
      url = listening;
      logger.info('serving metrics and health', { url: `${listening}/metrics` });
    };
    const onBusy = (error: DaemonError): void =>
      logger.warn('no metrics for now, trying again', { error: error.message });
    const routes = opsRoutes(engine, metrics);
    running.push(runOpsServer({ address, port, routes, onListening, onBusy }, stopping.signal));
  }
  try {
    await Promise.race([fatal.promise, aborted(signal), ...running]);
  } finally {
    stopping.abort();
    await Promise.allSettled(running);
    await monitor[Symbol.asyncDispose]();
    await engine.drain(AbortSignal.timeout(DRAIN_LIMIT_MS));
    const { pending, inFlight, counters } = engine.status();
    logger.info('stopped', { unwritten: pending + inFlight, processed: counters.processed });
  }
}

/** Opens the connections and tells the engine of the writer's; returns how to count what went wrong. */
function followDatabase(database: NeighborDatabase, engine: Engine, logger: Logger, resources: AsyncDisposableStack) {
  const { writer, reader } = database;
  const ended = new AbortController();
  let errors = 0;
  writer.onState((state) => {
    if (state.kind === 'down') {
      errors++;
      logger.warn('Redis cannot be reached; changes are kept until it can', { error: state.reason.message });
    } else if (errors > 0) logger.info('Redis can be reached', { where: writer.where, same_server: state.sameServer });
    engine.tableReachable(state.kind === 'up');
  });
  resources.use(writer);
  resources.use(reader);
  resources.defer(() => ended.abort());
  writer.open(ended.signal);
  reader.open(ended.signal);
  return () => errors + engine.status().counters.writeErrors;
}

async function backlogOf({ reader, names }: NeighborDatabase, output: 'producer' | 'direct'): Promise<number> {
  if (output === 'direct') return 0;
  return reader.isUp ? readBacklog(reader, names).catch(() => Number.NaN) : Number.NaN;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
