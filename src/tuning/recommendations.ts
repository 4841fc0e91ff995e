import type { WindowSummary } from '../telemetry/window-summary.ts';
import type { Bottleneck, PipelineKnobs } from './bottleneck.ts';
import type { Resources } from './resources.ts';
import { ERRORS_HIGH } from './safety.ts';
import type { KnobLimits } from './tuned-knobs.ts';

/** What could be turned, why, and the figures that say so. */
export type Recommendation = {
  readonly knob: keyof PipelineKnobs;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly figures: Readonly<Record<string, number>>;
};

export type Evidence = {
  readonly window: WindowSummary;
  readonly bottleneck: Bottleneck | undefined;
  readonly resources: Pick<Resources, 'cpuShare'>;
  readonly knobs: PipelineKnobs;
  /** Above this the latency is worth a change. */
  readonly targetP99Ms: number;
  readonly limits: KnobLimits;
};

const BUSY_CPU = 0.5;
/** From here on batches count as full. */
const FULL = 0.9;

/** What to turn, at most one change a knob. Nothing when all is fast enough: a quiet daemon changes nothing. */
export function recommend(evidence: Evidence): readonly Recommendation[] {
  const { window, bottleneck, knobs, limits, targetP99Ms } = evidence;
  const { errorRate, latency } = window;
  if (errorRate > ERRORS_HIGH && knobs.batchSize > limits.batchSize.min) {
    const to = Math.max(limits.batchSize.min, Math.floor(knobs.batchSize / 2));
    const reason = 'many writes fail: a smaller script loses less';
    return [{ knob: 'batchSize', from: knobs.batchSize, to, reason, figures: { errorRate } }];
  }
  if (latency.p99Ms <= targetP99Ms || bottleneck === undefined) return [];
  const { p99Ms } = latency;
  const { batchSize, batchTimeoutMs, workers } = knobs;
  switch (bottleneck.cause) {
    case 'batching': {
      if (batchTimeoutMs <= limits.batchTimeoutMs.min) return [];
      const to = Math.max(limits.batchTimeoutMs.min, Math.floor(batchTimeoutMs / 2));
      const reason = 'rows wait for batches that do not fill';
      return [
        { knob: 'batchTimeoutMs', from: batchTimeoutMs, to, reason, figures: { p99Ms, meanBatch: window.meanBatch } },
      ];
    }
    case 'redis': {
      const changes: Recommendation[] = [];
      const { meanBatch, script } = window;
      const largest = Math.min(batchSize * 2, limits.batchSize.max);
      if (meanBatch >= FULL * batchSize && largest > batchSize) {
        const reason = 'batches are full and rows wait: a script more rows costs less a row';
        changes.push({ knob: 'batchSize', from: batchSize, to: largest, reason, figures: { p99Ms, meanBatch } });
      }
      const { cpuShare } = evidence.resources;
      if (bottleneck.stage === 'queue' && cpuShare < BUSY_CPU && workers < limits.workers.max) {
        const reason = 'rows wait for scripts, and the processor has time for more of them';
        const figures = { p99Ms, cpuShare, scriptP50Ms: script.p50Ms };
        changes.push({ knob: 'workers', from: workers, to: workers + 1, reason, figures });
      }
      return changes;
    }
    case 'main_thread':
      return [];
  }
}
