import type { LogHistogram } from './log-histogram.ts';
import { STAGES, type StageName, type WindowName } from './measure.ts';
import type { WindowSlot } from './window-slot.ts';

/** Durations in ms; all 0 when `count` is. Count, least, greatest and mean are exact, the others as fine as the measure. */
export type DurationSummary = {
  readonly count: number;
  readonly minMs: number;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
};

/** What has happened in a window that ends now. */
export type WindowSummary = {
  readonly name: WindowName;
  /** What it really spans: less than its name right after the start, up to a slot more later. */
  readonly spanMs: number;
  /** Events of neighbors taken from the kernel, and how many a second: on average, and in the busiest second. */
  readonly events: number;
  readonly eventsPerS: number;
  readonly peakEventsPerS: number;
  /** Rows acknowledged by the database, all of them: also those that no event brought. */
  readonly rows: number;
  readonly rowsPerS: number;
  readonly peakRowsPerS: number;
  /** Row writes whose outcome is unknown, and their share of all row writes, 0 to 1. */
  readonly failed: number;
  readonly errorRate: number;
  /** From the reading of an event to the acknowledgement of its row; of each row that counts. */
  readonly latency: DurationSummary;
  /**
   * The parts of it. `receive`, `decode` and `decide` are of a sample of datagrams; `queue` and `write` of each row that
   * counts. `queue` is what is left of the time until the script is sent once the mean of the three before is taken off.
   */
  readonly stages: Readonly<Record<StageName, DurationSummary>>;
  /** Scripts acknowledged, how many rows they had on average, and how long they took. */
  readonly batches: number;
  readonly meanBatch: number;
  readonly script: DurationSummary;
};

const SECOND_MS = 1000;

/** @param nowMs the end of the window */
export function summarizeWindow(name: WindowName, slot: WindowSlot, nowMs: number): WindowSummary {
  const { histograms, events, rows, failed, batchRows } = slot;
  const spanMs = Math.max(0, nowMs - slot.startMs);
  const perS = (count: number): number => (spanMs === 0 ? 0 : (count * 1000) / spanMs);
  // Of less than a second no rate is a peak: what was gathered for a millisecond comes all at once.
  const peak = (greatest: number, count: number): number => Math.max(greatest, spanMs < SECOND_MS ? 0 : perS(count));
  const { receive, decode, decide, script } = histograms;
  const beforeMs = receive.mean + decode.mean + decide.mean;
  const stages = Object.fromEntries(STAGES.map((stage) => [stage, summarizeDurations(histograms[stage])]));
  return {
    name,
    spanMs,
    events,
    eventsPerS: perS(events),
    peakEventsPerS: peak(slot.peakEventsPerS, events),
    rows,
    rowsPerS: perS(rows),
    peakRowsPerS: peak(slot.peakRowsPerS, rows),
    failed,
    errorRate: failed === 0 ? 0 : failed / (rows + failed),
    latency: summarizeDurations(histograms.event),
    stages: { ...stages, queue: summarizeDurations(histograms.queue, beforeMs) } as WindowSummary['stages'],
    batches: script.count,
    meanBatch: script.count === 0 ? 0 : batchRows / script.count,
    script: summarizeDurations(script),
  };
}

/** @param offMs what is taken off each duration, which is 0 at least */
export function summarizeDurations(histogram: LogHistogram, offMs = 0): DurationSummary {
  const less = (ms: number): number => Math.max(0, ms - offMs);
  return {
    count: histogram.count,
    minMs: less(histogram.min),
    meanMs: less(histogram.mean),
    maxMs: less(histogram.max),
    p50Ms: less(histogram.quantile(0.5)),
    p95Ms: less(histogram.quantile(0.95)),
    p99Ms: less(histogram.quantile(0.99)),
    p999Ms: less(histogram.quantile(0.999)),
  };
}
