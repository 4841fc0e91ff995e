import { nextBeat } from '../base/beat.ts';
import type { Clock } from '../base/clock.ts';
import { BucketCounts, type BucketReading } from './bucket-counts.ts';
import { HISTOGRAMS, type HistogramName } from './catalogue.ts';
import { LogHistogram } from './log-histogram.ts';
import { MEASURES, type Measure, type MeasureName, type WindowName } from './measure.ts';
import { RollingWindows } from './rolling-windows.ts';
import { type DurationSummary, summarizeDurations, summarizeWindow, type WindowSummary } from './window-summary.ts';

/** Totals since the start, read now and then. */
export type Totals = {
  /** Events of neighbors taken from the kernel. */
  readonly events: number;
  /** Rows acknowledged by the database. */
  readonly rows: number;
  /** Row writes whose outcome is unknown. */
  readonly failed: number;
};

export type LatencyRecorderOptions = {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly totals: () => Totals;
  readonly measure: MeasureName;
};

const SECOND_MS = 1000;
/** Within 2 %, whatever the measure. */
const LAP_BITS = 5;
const NONE: Totals = { events: 0, rows: 0, failed: 0 };

/**
 * The one place where latencies are counted; metrics, health, profiler and tuner read it. Rows that share their latency, as those
 * of one receive and one script do, cost an addition each.
 */
export class LatencyRecorder {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #totals: () => Totals;
  readonly #buckets: Readonly<Record<HistogramName, BucketCounts>> = {
    event_latency_seconds: new BucketCounts(HISTOGRAMS.event_latency_seconds.buckets),
    redis_latency_seconds: new BucketCounts(HISTOGRAMS.redis_latency_seconds.buckets),
    batch_size: new BucketCounts(HISTOGRAMS.batch_size.buckets),
  };
  #measureName: MeasureName;
  #measure: Measure;
  #windows: RollingWindows;
  #untilSample = 1;
  /** Rows in a row with the same latency, not added yet. */
  #runMs = 0;
  #run = 0;
  /** How long the last script took, and how many of its rows count; not added yet. */
  #writeMs = 0;
  #written = 0;
  /** Totals that the windows have, and those at the last full second. */
  #seen: Totals = NONE;
  #atSecond: Totals = NONE;
  #secondMs: number;
  /** All rows since the last `lap`. */
  readonly #lap = new LogHistogram(LAP_BITS);

  constructor({ clock, totals, measure }: LatencyRecorderOptions) {
    this.#clock = clock;
    this.#totals = totals;
    this.#measureName = measure;
    this.#measure = MEASURES[measure];
    this.#secondMs = clock.monotonicMs();
    this.#windows = new RollingWindows(this.#measure, this.#secondMs);
  }

  get measure(): MeasureName {
    return this.#measureName;
  }

  /** Looks more or less closely from now on. The windows begin anew; what Prometheus reads goes on. */
  set measure(name: MeasureName) {
    if (name === this.#measureName) return;
    this.tick();
    this.#measureName = name;
    this.#measure = MEASURES[name];
    this.#windows = new RollingWindows(this.#measure, this.#clock.monotonicMs());
    this.#untilSample = 1;
  }

  /** A script of `size` rows was acknowledged after `durationMs`; its rows follow. */
  readonly onBatch = (size: number, durationMs: number): void => {
    this.#endBatch();
    this.#writeMs = durationMs;
    this.#buckets.batch_size.add(size);
    this.#buckets.redis_latency_seconds.add(durationMs / 1000);
    const { current } = this.#windows;
    current.histograms.script.add(durationMs);
    current.batchRows += size;
  };

  /** A row of that script reached the database `latencyMs` after its event was read from the kernel. */
  readonly onRow = (latencyMs: number): void => {
    if (latencyMs === this.#runMs) {
      this.#run++;
      return;
    }
    this.#endRun();
    this.#runMs = latencyMs;
    this.#run = 1;
  };

  /** Whether the next datagram is to be timed. */
  readonly wants = (): boolean => {
    if (this.#measure.datagramEvery === 0 || --this.#untilSample > 0) return false;
    this.#untilSample = this.#measure.datagramEvery;
    return true;
  };

  /** A timed datagram waited for the main thread, was decoded into the table, and judged. */
  readonly onDatagram = (receiveMs: number, decodeMs: number, decideMs: number): void => {
    const { receive, decode, decide } = this.#windows.current.histograms;
    receive.add(receiveMs);
    decode.add(decodeMs);
    decide.add(decideMs);
  };

  /** Takes over the totals, and what is due in the windows; at least once a second, so that peaks are true. */
  tick(): void {
    this.#endBatch();
    const nowMs = this.#clock.monotonicMs();
    const totals = this.#totals();
    const { current } = this.#windows;
    current.events += totals.events - this.#seen.events;
    current.rows += totals.rows - this.#seen.rows;
    current.failed += totals.failed - this.#seen.failed;
    this.#seen = totals;
    const sinceMs = nowMs - this.#secondMs;
    if (sinceMs >= SECOND_MS) {
      const perS = (kind: 'events' | 'rows') => ((totals[kind] - this.#atSecond[kind]) * SECOND_MS) / sinceMs;
      current.peakEventsPerS = Math.max(current.peakEventsPerS, perS('events'));
      current.peakRowsPerS = Math.max(current.peakRowsPerS, perS('rows'));
      this.#atSecond = totals;
      this.#secondMs = nowMs;
    }
    this.#windows.advance(nowMs);
  }

  /** Ticks every second until `signal` is aborted. */
  readonly run = async (signal: AbortSignal): Promise<void> => {
    for (; !signal.aborted; await nextBeat(SECOND_MS, signal)) this.tick();
  };

  /** What has happened in the time before now. */
  window(name: WindowName): WindowSummary {
    this.tick();
    const nowMs = this.#clock.monotonicMs();
    return summarizeWindow(name, this.#windows.read(name, nowMs), nowMs);
  }

  /** The latency of the rows since this was asked last; for one who asks at a pace of its own. */
  lap(): DurationSummary {
    this.#endRun();
    const summary = summarizeDurations(this.#lap);
    this.#lap.clear();
    return summary;
  }

  /** How many rows of a window took at most so long; as near as the measure tells. */
  cumulative(name: WindowName, boundsMs: readonly number[]): readonly number[] {
    this.tick();
    const { event } = this.#windows.read(name, this.#clock.monotonicMs()).histograms;
    return boundsMs.map((ms) => event.countUntil(ms));
  }

  /** What Prometheus shows: exact, since the start. */
  readonly buckets = (name: HistogramName): BucketReading => {
    this.#endRun();
    return this.#buckets[name].read();
  };

  #endBatch(): void {
    this.#endRun();
    if (this.#written === 0) return;
    this.#windows.current.histograms.write.add(this.#writeMs, this.#written);
    this.#written = 0;
  }

  #endRun(): void {
    if (this.#run === 0) return;
    const { event, queue } = this.#windows.current.histograms;
    event.add(this.#runMs, this.#run);
    this.#lap.add(this.#runMs, this.#run);
    this.#buckets.event_latency_seconds.add(this.#runMs / 1000, this.#run);
    if (this.#measure.datagramEvery > 0) {
      queue.add(this.#runMs - this.#writeMs, this.#run);
      this.#written += this.#run;
    }
    this.#run = 0;
  }
}
