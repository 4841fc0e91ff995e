import { systemClock } from '../base/clock.ts';
import { memoryLimit } from '../health/strain.ts';
import type { Monitor } from '../netlink/monitor.ts';
import type { Engine } from '../sync/engine.ts';
import type { LatencyRecorder } from '../telemetry/latency-recorder.ts';
import type { TunerWindow } from '../tuning/tuner-window.ts';
import { totalsOf } from './metric-readers.ts';

export type SampleSources = {
  readonly engine: Pick<Engine, 'status'>;
  readonly recorder: Pick<LatencyRecorder, 'lap'>;
  readonly monitor: Pick<Monitor, 'receiveBufferBytes'>;
  /** Monotonic. */
  readonly nowMs?: () => number;
};

const US_PER_MS = 1000;

/**
 * Returns what has happened since it was called last. undefined the first time, and while kernel or database are not known: what
 * a start or a lost connection brings says nothing about the knobs.
 */
export function createSampler(sources: SampleSources): () => TunerWindow | undefined {
  const { engine, recorder, monitor, nowMs = systemClock.monotonicMs } = sources;
  let last: ReturnType<typeof read> | undefined;
  const read = () => {
    const { counters, pending, neighbors, rows: stored, ready, tableUp, kernel } = engine.status();
    const settled = ready && tableUp && kernel !== undefined;
    // Of the main thread alone: it is what gets busy first.
    const { user, system } = process.threadCpuUsage();
    return {
      ...totalsOf(counters),
      atMs: nowMs(),
      cpuMs: (user + system) / US_PER_MS,
      pending,
      neighbors,
      entries: Math.max(neighbors, stored),
      settled,
      overruns: counters.overruns,
    };
  };
  return () => {
    const before = last;
    const now = read();
    const { count, p99Ms } = recorder.lap();
    last = now;
    if (before === undefined || !before.settled || !now.settled) return undefined;
    const durationMs = now.atMs - before.atMs;
    return {
      durationMs,
      rows: now.rows - before.rows,
      events: now.events - before.events,
      failures: now.failed - before.failed,
      p99Ms: count === 0 ? undefined : p99Ms,
      cpu: (now.cpuMs - before.cpuMs) / durationMs,
      queue: now.pending,
      overruns: now.overruns - before.overruns,
      memoryBytes: process.memoryUsage.rss(),
      memoryDegradedBytes: memoryLimit(now, 'degraded'),
      memoryUnhealthyBytes: memoryLimit(now, 'unhealthy'),
      neighbors: now.neighbors,
      receiveBufferBytes: monitor.receiveBufferBytes / 2,
    };
  };
}
