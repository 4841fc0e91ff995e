import { LogHistogram } from './log-histogram.ts';
import { STAGES, type StageName } from './measure.ts';

/** What is counted of some time. `receive` and the like are stages; `event` is end to end, `script` of each script. */
export type SlotHistogram = StageName | 'event' | 'script';

const NAMES: readonly SlotHistogram[] = [...STAGES, 'event', 'script'];

/** All that is kept of a stretch of time; merges with others of the same fineness. */
export class WindowSlot {
  readonly histograms: Readonly<Record<SlotHistogram, LogHistogram>>;
  startMs: number;
  events = 0;
  rows = 0;
  failed = 0;
  /** Rows in the scripts that `script` has counted. */
  batchRows = 0;
  /** Greatest rate in any second of it. */
  peakEventsPerS = 0;
  peakRowsPerS = 0;

  constructor(bits: number, startMs: number) {
    const histograms = NAMES.map((name) => [name, new LogHistogram(bits)]);
    this.histograms = Object.fromEntries(histograms) as Record<SlotHistogram, LogHistogram>;
    this.startMs = startMs;
  }

  /** Adds what another one has, whose time is part of this one's. */
  merge(other: WindowSlot): void {
    for (const name of NAMES) this.histograms[name].merge(other.histograms[name]);
    this.startMs = Math.min(this.startMs, other.startMs);
    this.events += other.events;
    this.rows += other.rows;
    this.failed += other.failed;
    this.batchRows += other.batchRows;
    this.peakEventsPerS = Math.max(this.peakEventsPerS, other.peakEventsPerS);
    this.peakRowsPerS = Math.max(this.peakRowsPerS, other.peakRowsPerS);
  }

  /** Begins anew, so that its memory can be used again. */
  clear(startMs: number): void {
    for (const name of NAMES) this.histograms[name].clear();
    this.startMs = startMs;
    this.events = 0;
    this.rows = 0;
    this.failed = 0;
    this.batchRows = 0;
    this.peakEventsPerS = 0;
    this.peakRowsPerS = 0;
  }
}
