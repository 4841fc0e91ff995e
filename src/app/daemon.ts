import { runOpsServer } from '../api/ops/server.ts';
import { aborted } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import { classify, DaemonError } from '../base/errors.ts';
import type { StartState } from '../capture/recorder.ts';
import type { LoadedConfig } from '../config/load.ts';
import { readBoot } from '../host/boot.ts';
import { readNeighborLimits } from '../host/neighbor-limits.ts';
import { NO_FACTS } from '../neighbor/policy.ts';
import type { FailureReason } from '../netlink/codec/failure.ts';
import { openMonitor } from '../netlink/monitor.ts';
import { createRequestChannel } from '../netlink/request-channel.ts';
import { createRequester } from '../netlink/requester.ts';
import type { ConfigRows } from '../sonic/config-rows.ts';
import { Engine } from '../sync/engine.ts';
import type { EngineReport } from '../sync/report.ts';
import { LatencyRecorder } from '../telemetry/latency-recorder.ts';
import { runApi } from './api.ts';
import { createBacklog } from './backlog.ts';
import { createCapture, type RecordOptions } from './capture.ts';
import { coldStart } from './cold-start.ts';
import { createNeighborDatabase } from './database.ts';
import { startEmbeddedRedis } from './embedded-redis.ts';
import { followConfigDb } from './follow-config-db.ts';
import { followDatabase, probeTable } from './follow-database.ts';
import { greeting } from './greeting.ts';
import { createKernelLimits } from './kernel-limits.ts';
import { maxKeysOf } from './knobs.ts';
import { lazyMetrics } from './lazy-metrics.ts';
import { type LaterSources, LiveConfig } from './live-config.ts';
import type { Logging } from './logging.ts';
import { loadOf, metricReaders, totalsOf } from './metric-readers.ts';
import { opsRoutes } from './ops-routes.ts';
import { policyOf } from './policy.ts';
import { createProfiling } from './profiling.ts';
import { createReportLogger } from './reports.ts';
import { selectRedis } from './select-redis.ts';
import { createDaemonService } from './service.ts';
import type { AskingSignal } from './signals.ts';
import { createStrainWatch } from './strain-watch.ts';
import { runTask, type Task } from './task.ts';
import { createTuner } from './tuner.ts';
import { createSampler } from './tuner-sample.ts';
import { createWarmRestart } from './warm-restart.ts';

/** The background verify takes a fifth of the time of one Redis connection while a pass lasts. */
const REST_FACTOR = 4;

/** How long the last rows may take at shutdown. */
const DRAIN_LIMIT_MS = 5_000;

export type DaemonOptions = {
  readonly loaded: LoadedConfig;
  /** Loads the configuration anew, with what CONFIG_DB and the API say in their places among the sources. */
  readonly load: (later: LaterSources) => LoadedConfig;
  readonly logging: Logging;
  /** Calls the listener at every such signal. */
  readonly onAsked: (name: AskingSignal, listener: () => void) => void;
  readonly version: string;
  /** Labels of every metric. */
  readonly labels: Readonly<Record<string, string>>;
  /** Records all that the engine is told, if given. */
  readonly record?: RecordOptions | undefined;
  /** For people: what `npm start` prints besides the log. */
  readonly print: (text: string) => void;
};

/**
 * Runs the daemon until `signal` is aborted, and takes it apart in order: answering stops first, then reading, then what
 * is pending is written, then the connections end, and last the private Redis.
 *
 * Throws a DaemonError for what cannot heal: a bad configuration, a refused output, a missing program.
 */
export async function runDaemon(options: DaemonOptions, signal: AbortSignal): Promise<void> {
  const { loaded, print } = options;
  const { logger } = options.logging;
  const { config } = loaded;
  const startedMs = Date.now();
  const selection = selectRedis(config);
  const fatal = Promise.withResolvers<void>();
  const inStep = Promise.withResolvers<void>();
  fatal.promise.catch(() => {});
  await using resources = new AsyncDisposableStack();

  if (selection.embedded !== undefined) {
    const server = resources.use(await startEmbeddedRedis(selection.embedded, signal));
    void server.ended.then((how) => {
      fatal.reject(new DaemonError('program_missing', { op: 'private redis-server', message: `it ended with ${how}` }));
    });
  }

  const { output } = selection;
  const live = new LiveConfig({
    ...options,
    followed: selection.configDb !== undefined,
    apply: (current, facts) => {
      tuner.configure(current);
      recorder.measure = current.tuning.profiler;
      inlet.knobsChanged();
      inlet.setPolicy(policyOf(current, facts), current.filtering.link_local_grace_ms);
    },
    writeLoggerField: (field, value) => void configDb?.writeLoggerField(field, value),
  });
  options.onAsked('SIGHUP', live.reread);
  const batchLimits = {
    get maxKeys() {
      return maxKeysOf(live.config, output);
    },
  };
  const database = createNeighborDatabase(config, selection, { guarded: true, limits: batchLimits });
  const tuner = createTuner({ config, output, logger });
  const firstRows = Promise.withResolvers<ConfigRows>();
  const onRows = (rows: ConfigRows): void => {
    firstRows.resolve(rows);
    live.onRows(rows);
  };
  const configDb = followConfigDb(config, selection, onRows, logger, resources);

  const cold = coldStart(config, readBoot());
  const start: StartState = {
    policy: policyOf(config, NO_FACTS),
    policyKnown: configDb === undefined,
    maxNeighbors: config.performance.max_neighbors,
  };
  const capture = createCapture(options.record, start, tuner.knobs, logger);
  const onDecodeFailure = (reason: FailureReason): void =>
    logger.debug('malformed netlink answer, ignoring', { reason });
  const channel = capture.channel(createRequestChannel({ onDecodeFailure }));
  const requester = resources.use(createRequester({ onDecodeFailure, channel }));
  const logReport = createReportLogger(logger, systemClock.monotonicMs);
  let url: string | undefined;
  const onReport = (report: EngineReport): void => {
    // Wrong from the start is for the operator to mend; what becomes wrong later may become right again.
    if (report.kind === 'failed' && classify(report.error) === 'die' && !engine.status().ready)
      fatal.reject(report.error);
    else logReport(report);
    warmRestart?.onReport(report);
    if (report.kind !== 'in_step') return;
    inStep.resolve();
    // Should it fail, whoever asks for them is told.
    metrics().catch(() => undefined);
    print(greeting({ config, selection, status: engine.status(), url }));
  };
  const recorder = new LatencyRecorder({
    clock: systemClock,
    totals: () => totalsOf(engine.status().counters),
    measure: config.tuning.profiler,
  });
  const engine: Engine = new Engine({
    ...start,
    ...capture.readers(database),
    knobs: tuner.knobs,
    sink: database.sink,
    requests: requester,
    barrier: capture.barrier((barrierSignal) => monitor.barrier(barrierSignal)),
    clock: systemClock,
    random: Math.random,
    restFactor: REST_FACTOR,
    observer: recorder,
    report: onReport,
  });
  const inlet = capture.inlet(engine);
  resources.use(capture.open(engine));
  const warmRestart = createWarmRestart(selection, {
    config,
    database,
    configRows: configDb && firstRows.promise,
    inlet,
    cold,
    logger,
  });
  if (warmRestart === undefined) inlet.begin(cold);
  const redisErrors = followDatabase(database, engine, inlet, logger, resources);
  const backlog = createBacklog(database, config, output, logger);
  const limits = createKernelLimits({ read: readNeighborLimits, nowMs: systemClock.monotonicMs, logger });
  const strain = createStrainWatch(() => loadOf({ engine, recorder }));
  const { lost: logRecordsLost } = options.logging;
  const sources = { engine, limits, strain: strain.strain, redisErrors, startedMs, backlog, tuner, logRecordsLost };
  const { knobs } = tuner;
  const profiling = createProfiling({ ...options, engine, recorder, knobs, output, live, startedMs, logger });
  const metrics = lazyMetrics(metricReaders(sources), recorder.buckets, options.labels);
  const monitor = openMonitor({
    receiveBufferBytes: config.netlink.receive_buffer_bytes,
    onEvent: inlet.onKernelEvent,
  });

  const service = createDaemonService(
    { ...sources, ...options, inlet, monitor, database, live, recorder, profiling, output, logger },
    resources,
  );

  const stopping = new AbortController();
  const tasks: Task[] = [
    ['engine', engine.run],
    ['latency recorder', recorder.run],
    ['strain', strain.run],
    ['profiler', profiling.run],
    ['backlog', backlog.run],
    ['kernel limits', limits.run],
    ['tuner', (until) => tuner.run({ inlet, monitor, sample: createSampler({ engine, recorder, monitor }) }, until)],
  ];
  if (configDb !== undefined) tasks.push(['CONFIG_DB', configDb.run]);
  if (warmRestart !== undefined) tasks.push(['warm restart', warmRestart.run]);
  tasks.push(['table probe', (until) => probeTable(database, engine, inlet, logger, until)]);
  if (config.metrics.enabled) {
    const { address, port } = config.metrics;
    const onListening = (listening: string): void => {
      url = listening;
      logger.info('serving metrics and health', { url: `${listening}/metrics` });
    };
    const onBusy = (error: DaemonError): void =>
      logger.warn('no metrics for now, trying again', { error: error.message });
    const routes = opsRoutes(sources, metrics, profiling);
    tasks.push(['metrics', (until) => runOpsServer({ address, port, routes, onListening, onBusy }, until)]);
  }
  if (config.api.enabled) {
    const { version } = options;
    const api = { config: config.api, service, version, inStep: inStep.promise, logger };
    tasks.push(['API', (until) => runApi(api, until)]);
  }
  const running = tasks.map((task) => runTask(task, stopping.signal));
  try {
    await Promise.race([fatal.promise, aborted(signal), ...running]);
  } finally {
    stopping.abort();
    await Promise.allSettled(running);
    await monitor[Symbol.asyncDispose]();
    await engine.drain(AbortSignal.timeout(DRAIN_LIMIT_MS));
    const { pending, inFlight, failedUnwritten, counters } = engine.status();
    logger.info('stopped', { unwritten: pending + inFlight + failedUnwritten, processed: counters.processed });
  }
}
