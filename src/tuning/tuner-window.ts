import { median } from '../base/median.ts';

/** What the pipeline did between two looks of the tuner. */
export type TunerWindow = {
  readonly durationMs: number;
  /** Rows acknowledged by the database. */
  readonly rows: number;
  /** Events of neighbors, whether or not they needed a row. */
  readonly events: number;
  /** Row writes whose outcome is unknown. */
  readonly failures: number;
  /** Of the rows acknowledged, from the receipt of the event on; undefined without rows. */
  readonly p99Ms: number | undefined;
  /** How busy the main thread was, 0 to 1. */
  readonly cpu: number;
  /** Rows that wait at the end of the window. */
  readonly queue: number;
  /** Times the kernel dropped events. */
  readonly overruns: number;
  readonly memoryBytes: number;
  /** Thresholds of health. */
  readonly memoryDegradedBytes: number;
  readonly memoryUnhealthyBytes: number;
  /** Neighbors in the kernel. */
  readonly neighbors: number;
  /** What the event socket was granted, as it is asked for (half of what SO_RCVBUF reads back); 0 while there is none. */
  readonly receiveBufferBytes: number;
};

/** Fewer writes say nothing about a pipeline: it is idle. */
const LEAST_WRITES = 100;
/** Loads of the same kind differ by no more than this factor. */
const SAME_LOAD = 1.3;
/** Latencies under the same knobs and load that differ by more are noise. */
const NOISY = 1.5;
/** What waits is a backlog, not a burst being worked off, when it takes longer than this. */
const BACKLOG_S = 1;
const LEAST_BACKLOG = 1_000;

export function isIdle({ rows, failures }: TunerWindow): boolean {
  return rows + failures < LEAST_WRITES;
}

/** Rows per second. */
export function throughput({ rows, durationMs }: TunerWindow): number {
  return (rows * 1000) / durationMs;
}

/** Events per second: the load, which the knobs do not change. */
export function offered({ events, durationMs }: TunerWindow): number {
  return (events * 1000) / durationMs;
}

export function errorRate({ rows, failures }: TunerWindow): number {
  return failures / Math.max(1, rows + failures);
}

/** More waits than a second of work: then latency says only for how long that has been so. */
export function isSaturated(window: TunerWindow): boolean {
  return window.queue > Math.max(LEAST_BACKLOG, throughput(window) * BACKLOG_S);
}

/** Whether two loads are so much alike that what was achieved under them can be compared. */
export function sameLoad(a: number, b: number, factor = SAME_LOAD): boolean {
  return Math.max(a, b) <= factor * Math.max(1, Math.min(a, b));
}

/**
 * Whether windows are enough to judge by: as many as evidence takes, or twice as many where latency jumps about, as on a machine that
 * is busy with other things.
 */
export function isEnough(windows: readonly TunerWindow[], evidence: number): boolean {
  const latencies = windows.map(({ p99Ms = 0 }) => p99Ms);
  const noisy = Math.max(...latencies) > NOISY * Math.min(...latencies);
  return windows.length >= (noisy ? 2 * evidence : evidence);
}

/** For people. */
export function toMib(bytes: number): number {
  return Math.round(bytes / (1024 * 1024));
}

/** The middle one of a figure over some windows. */
export function typical(windows: readonly TunerWindow[], figure: (window: TunerWindow) => number): number {
  return median(windows.map(figure));
}
