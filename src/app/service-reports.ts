import type { HealthInfo, StatsInfo, StatusInfo } from '../service/reports.ts';
import type { DaemonParts } from './daemon-parts.ts';
import { isReady } from './is-ready.ts';
import { healthOf } from './metric-readers.ts';

/** Health as all faces show it. */
export function healthInfo(
  parts: Pick<DaemonParts, 'engine' | 'limits' | 'strain' | 'recorder' | 'redisErrors'>,
): HealthInfo {
  const { engine, recorder, redisErrors } = parts;
  const { status, reasons } = healthOf(parts);
  const state = engine.status();
  const { counters } = state;
  const { latency } = recorder.window('10s');
  return {
    isHealthy: status !== 'unhealthy',
    status,
    reasons,
    ready: isReady(state),
    timeSinceLastEventMs: counters.lastEventMs === 0 ? undefined : Math.max(0, Date.now() - counters.lastEventMs),
    latencyMs: latency.count === 0 ? undefined : latency.p99Ms,
    neighborsProcessed: counters.processed,
    errorCount: counters.netlinkErrors + redisErrors(),
  };
}

/** Totals as all faces show them. */
export function statsInfo({
  engine,
  redisErrors,
  startedMs,
}: Pick<DaemonParts, 'engine' | 'redisErrors' | 'startedMs'>): StatsInfo {
  const { neighbors, rows, pending, inFlight, counters } = engine.status();
  return {
    totalNeighbors: neighbors,
    rows,
    pending: pending + inFlight,
    totalEvents: counters.events,
    failedEvents: counters.writeFailures,
    rowsAdded: counters.added,
    rowsUpdated: counters.updated,
    rowsDeleted: counters.deleted,
    suppressedWrites: counters.suppressed,
    netlinkErrors: counters.netlinkErrors,
    redisErrors: redisErrors(),
    overruns: counters.overruns,
    kernelResyncs: counters.kernelResyncs,
    tableReloads: counters.tableReloads,
    driftFound: [...counters.driftFound.values()].reduce((sum, count) => sum + count, 0),
    driftRepaired: counters.driftRepaired,
    uptimeSecs: uptimeSecs(startedMs),
  };
}

/** What runs, and in what state. */
export function statusInfo({
  engine,
  version,
  output,
  startedMs,
}: Pick<DaemonParts, 'engine' | 'version' | 'output' | 'startedMs'>): StatusInfo {
  const status = engine.status();
  return {
    version,
    ready: isReady(status),
    startPhase: status.start.kind,
    output,
    netlinkConnected: status.kernel !== undefined,
    redisConnected: status.tableUp,
    neighbors: status.neighbors,
    rows: status.rows,
    links: status.links,
    pending: status.pending + status.inFlight,
    uptimeSecs: uptimeSecs(startedMs),
    pid: process.pid,
    vrfs: engine.vrfs(),
  };
}

function uptimeSecs(startedMs: number): number {
  return Math.floor((Date.now() - startedMs) / 1000);
}
