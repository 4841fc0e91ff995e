import { assess, HEALTH_VALUE, type Health, type StartWait } from '../health/health.ts';
import type { Load, Strain } from '../health/strain.ts';
import type { NeighborLimits } from '../host/neighbor-limits.ts';
import { sumGcEntries } from '../sync/census.ts';
import type { SyncCounters } from '../sync/counters.ts';
import type { Engine } from '../sync/engine.ts';
import type { StartPhase } from '../sync/start-phase.ts';
import type { VrfCounts } from '../sync/vrf-counters.ts';
import type { LatencyRecorder, Totals } from '../telemetry/latency-recorder.ts';
import type { Labelled, MetricReaders } from '../telemetry/metrics.ts';
import type { Backlog } from './backlog.ts';
import type { KernelLimits } from './kernel-limits.ts';
import type { Tuner } from './tuner.ts';
import { knobValues } from './tuner-view.ts';

export type HealthSources = {
  readonly engine: Pick<Engine, 'status'>;
  readonly limits: Pick<KernelLimits, 'full'>;
  readonly strain: () => Strain;
};

export type MetricSources = {
  readonly engine: Engine;
  readonly limits: Pick<KernelLimits, 'full' | 'current'>;
  readonly strain: () => Strain;
  readonly redisErrors: () => number;
  readonly backlog: Pick<Backlog, 'keys' | 'stalled' | 'messages'>;
  readonly tuner: Pick<Tuner, 'status'>;
  readonly logRecordsLost: () => number;
  readonly startedMs: number;
};

const START_WAITS: Readonly<Partial<Record<StartPhase['kind'], StartWait>>> = {
  unknown: 'STATE_DB',
  awaiting_flag: 'the restored flag',
  awaiting_timer: 'neighsyncd_timer',
};

/** The health of the running engine, and of the kernel's own table. */
export function healthOf({ engine, limits, strain }: HealthSources): Health {
  const status = engine.status();
  return assess({
    netlinkConnected: status.kernel !== undefined,
    kernelSynced: status.kernelSynced,
    redisConnected: status.tableUp,
    tableLoaded: status.tableLoaded,
    unsettledMs: status.unsettledMs,
    oldestPendingMs: status.oldestPendingMs,
    pending: status.pending,
    writeError: status.writeError,
    bufferForced: status.kernel?.bufferForced ?? true,
    neighborsLeftOut: status.leftOut,
    kernelTablesFull: limits.full(),
    malformedRows: status.malformed.length,
    startWaitsFor: START_WAITS[status.start.kind],
    notRestoredRows: status.keeps.find(({ reason }) => reason === 'not_restored')?.rows ?? 0,
    strain: strain(),
  });
}

/** What the windows of the recorder are counted from. */
export function totalsOf({ events, added, updated, deleted, writeFailures }: SyncCounters): Totals {
  return { events, rows: added + updated + deleted, failed: writeFailures };
}

/** What the checks of health look at. */
export function loadOf({ engine, recorder }: LoadSources): Load {
  const { latency, errorRate } = recorder.window('10s');
  const { neighbors, rows } = engine.status();
  const entries = Math.max(neighbors, rows);
  return { rows: latency.count, p99Ms: latency.p99Ms, errorRate, memoryBytes: process.memoryUsage.rss(), entries };
}

type LoadSources = { readonly engine: Pick<Engine, 'status'>; readonly recorder: Pick<LatencyRecorder, 'window'> };

/** Where each metric is read. Nothing here costs anything until somebody asks. */
export function metricReaders(sources: MetricSources): MetricReaders {
  const { engine } = sources;
  const status = () => engine.status();
  const tuning = () => sources.tuner.status();
  const counters = () => status().counters;
  const census = oncePerScrape(() => engine.census());
  return {
    neighbors_processed_total: () => counters().processed,
    neighbor_events_total: () => counters().events,
    neighbors_added_total: () => counters().added,
    neighbors_updated_total: () => counters().updated,
    neighbors_deleted_total: () => counters().deleted,
    suppressed_writes_total: () => counters().suppressed,
    events_failed_total: () => counters().writeFailures,
    events_ignored_total: () => byLabel('rule', counters().absentByRule),
    batches_total: () => counters().batches,
    netlink_errors_total: () => counters().netlinkErrors,
    netlink_decode_failures_total: () => byLabel('reason', counters().decodeFailures),
    netlink_overruns_total: () => counters().overruns,
    netlink_truncated_total: () => counters().truncated,
    redis_errors_total: sources.redisErrors,
    kernel_resyncs_total: () => counters().kernelResyncs,
    vrf_resyncs_total: () => counters().vrfResyncs,
    table_reloads_total: () => counters().tableReloads,
    verifies_total: () => counters().verifyPasses,
    last_verify_timestamp_seconds: () => counters().lastVerifyMs / 1000,
    drift_found_total: () => byLabel('kind', counters().driftFound),
    drift_repaired_total: () => counters().driftRepaired,
    confirmed_absent_total: () => counters().confirmedAbsent,
    confirmed_present_total: () => counters().confirmedPresent,
    neighbors_refused_total: () => counters().tableFull,
    neighbors: () =>
      census().map(({ entries, vrf, family, state }) => ({ labels: { vrf, family, state }, value: entries })),
    vrf_neighbors_processed_total: () => byVrf(engine, ({ processed }) => processed),
    vrf_rows_written_total: () => byVrf(engine, ({ written }) => written),
    vrf_rows_deleted_total: () => byVrf(engine, ({ deleted }) => deleted),
    gc_entries: () => [...sumGcEntries(census())].map(([family, value]) => ({ labels: { family }, value })),
    gc_thresh3: () => byFamily(sources.limits, ({ gcThresh3 }) => gcThresh3),
    kernel_refused_total: () => byFamily(sources.limits, ({ tableFulls }) => tableFulls),
    start_phase: () => [{ labels: { phase: status().start.kind }, value: 1 }],
    links: () => status().links,
    rows: () => status().rows,
    kept_rows: () => status().keeps.map(({ reason, rows }) => ({ labels: { reason }, value: rows })),
    malformed_rows: () => status().malformed.length,
    parked_neighbors: () => status().parked,
    left_out_neighbors: () => status().leftOut,
    pending_neighbors: () => status().pending + status().inFlight,
    queue_depth: () => status().pending,
    orchagent_backlog: () => sources.backlog.keys,
    orchagent_stalled: () => Number(sources.backlog.stalled),
    orchagent_wakes_total: () => sources.backlog.messages,
    log_records_lost_total: sources.logRecordsLost,
    memory_bytes: () => process.memoryUsage.rss(),
    redis_connected: () => Number(status().tableUp),
    netlink_connected: () => Number(status().kernel !== undefined),
    netlink_receive_buffer_bytes: () => tuning().receiveBufferBytes,
    health_status: () => HEALTH_VALUE[healthOf(sources).status],
    last_event_timestamp_seconds: () => counters().lastEventMs / 1000,
    knob: () => knobValues(tuning().knobs).map(([knob, value]) => ({ labels: { knob }, value })),
    tuner_decisions_total: () =>
      tuning()
        .log.counts()
        .map(({ knob, outcome, count }) => ({ labels: { knob, outcome }, value: count })),
    tuner_confidence: () => tuning().log.records.at(-1)?.confidence ?? 0,
    start_time_seconds: () => sources.startedMs / 1000,
  };
}

/** All metrics of a scrape are read in one go, before anything else runs: what goes through the whole table does so once. */
function oncePerScrape<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    if (known === undefined) {
      known = { value: read() };
      queueMicrotask(() => {
        known = undefined;
      });
    }
    return known.value;
  };
}

function byLabel(label: string, counts: ReadonlyMap<string, number>): Labelled {
  return [...counts].map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function byVrf(engine: Pick<Engine, 'vrfCounts'>, value: (counts: VrfCounts) => number): Labelled {
  return [...engine.vrfCounts()].map(([vrf, counts]) => ({ labels: { vrf }, value: value(counts) }));
}

/** Families for which the kernel shows the value. */
function byFamily(
  limits: Pick<KernelLimits, 'current'>,
  value: (limits: NeighborLimits) => number | undefined,
): Labelled {
  return limits.current().flatMap((one) => {
    const shown = value(one);
    return shown === undefined ? [] : [{ labels: { family: one.family }, value: shown }];
  });
}
