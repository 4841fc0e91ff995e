import type { LatencyRecorder } from '../telemetry/latency-recorder.ts';
import type { MeasureName, StageName, WindowName } from '../telemetry/measure.ts';
import { WINDOWS } from '../telemetry/measure.ts';
import type { WindowSummary } from '../telemetry/window-summary.ts';
import { type Bottleneck, findBottleneck, type PipelineKnobs, stageShares } from './bottleneck.ts';
import { type Evidence, type Recommendation, recommend } from './recommendations.ts';
import type { Resources } from './resources.ts';

/** What a snapshot says of the daemon and its machine, besides what was measured. */
export type ProfileMetadata = {
  readonly version: string;
  readonly node: string;
  readonly kernel: string;
  readonly architecture: string;
  readonly processors: number;
  readonly memoryBytes: number;
  readonly pid: number;
  readonly output: 'producer' | 'direct';
};

/** How much there is to do. */
export type ProfileTable = {
  readonly neighbors: number;
  readonly rows: number;
  readonly pending: number;
  readonly inFlight: number;
};

/** How many rows took at most so long; all of a window are in its `latency.count`. */
export type ProfileBucket = { readonly untilMs: number; readonly rows: number };

export type ProfileWindow = WindowSummary & {
  readonly shares: Readonly<Record<StageName, number>>;
  readonly buckets: readonly ProfileBucket[];
};

export type ProfileSnapshot = {
  /** Wall clock, in ms since 1970. */
  readonly takenMs: number;
  readonly uptimeMs: number;
  readonly measure: MeasureName;
  readonly metadata: ProfileMetadata;
  readonly knobs: PipelineKnobs;
  readonly table: ProfileTable;
  readonly resources: Resources;
  readonly windows: Readonly<Record<WindowName, ProfileWindow>>;
  /** Which window the next two are about: the shortest that has enough rows. */
  readonly judged: WindowName;
  /** Undefined when nothing was measured there. */
  readonly bottleneck: Bottleneck | undefined;
  readonly recommendations: readonly Recommendation[];
};

export type ProfilerOptions = {
  readonly recorder: Pick<LatencyRecorder, 'window' | 'cumulative' | 'measure'>;
  readonly resources: () => Resources;
  readonly knobs: () => PipelineKnobs;
  readonly table: () => ProfileTable;
  readonly metadata: ProfileMetadata;
  /** What a recommendation is for, and within. */
  readonly goals: () => Pick<Evidence, 'targetP99Ms' | 'limits'>;
  readonly bucketsMs: () => readonly number[];
  /** Wall clock, and that of the start, in ms. */
  readonly nowMs: () => number;
  readonly startedMs: number;
};

/** Fewer rows say little about where time goes. */
const ROWS_TO_JUDGE = 100;
const JUDGED: readonly WindowName[] = ['1m', '5m', '1h'];

/** Puts together what there is to know of the pipeline's speed. Costs nothing until somebody asks. */
export class Profiler {
  readonly #options: ProfilerOptions;

  constructor(options: ProfilerOptions) {
    this.#options = options;
  }

  snapshot(): ProfileSnapshot {
    const { recorder, metadata, nowMs, startedMs } = this.#options;
    const windows = Object.fromEntries(WINDOWS.map((name) => [name, this.#window(name)])) as ProfileSnapshot['windows'];
    const judged = JUDGED.find((name) => windows[name].latency.count >= ROWS_TO_JUDGE) ?? '1h';
    const knobs = this.#options.knobs();
    const resources = this.#options.resources();
    const window = windows[judged];
    const bottleneck = findBottleneck(window, knobs);
    return {
      takenMs: nowMs(),
      uptimeMs: nowMs() - startedMs,
      measure: recorder.measure,
      metadata,
      knobs,
      table: this.#options.table(),
      resources,
      windows,
      judged,
      bottleneck,
      recommendations: recommend({ window, bottleneck, resources, knobs, ...this.#options.goals() }),
    };
  }

  #window(name: WindowName): ProfileWindow {
    const { recorder, bucketsMs } = this.#options;
    const summary = recorder.window(name);
    const bounds = bucketsMs();
    const counts = recorder.cumulative(name, bounds);
    const buckets = bounds.map((untilMs, place) => ({ untilMs, rows: counts[place] ?? 0 }));
    return { ...summary, shares: stageShares(summary), buckets };
  }
}
