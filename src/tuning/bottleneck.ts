import { STAGES, type StageName } from '../telemetry/measure.ts';
import type { WindowSummary } from '../telemetry/window-summary.ts';
import type { TunedKnobs } from './tuned-knobs.ts';

/** The knobs that the pipeline ran with. */
export type PipelineKnobs = Pick<TunedKnobs, 'batchSize' | 'batchTimeoutMs' | 'workers'>;

/**
 * What rows wait for.
 * - `main_thread`: it is busy decoding, judging or with something else
 * - `batching`: they wait for their batch to fill
 * - `redis`: for scripts, their own or those before
 */
export type BottleneckCause = 'main_thread' | 'batching' | 'redis';

/** Where most of a row's time goes. */
export type Bottleneck = {
  readonly stage: StageName;
  readonly cause: BottleneckCause;
  /** Of the mean end-to-end latency, 0 to 1. */
  readonly share: number;
  /** The figures that say so, for people. */
  readonly evidence: string;
};

/** The share of each stage in the mean end-to-end latency; they add up to 1, or are all 0 when nothing was measured. */
export function stageShares({ stages }: Pick<WindowSummary, 'stages'>): Readonly<Record<StageName, number>> {
  const total = STAGES.reduce((sum, stage) => sum + stages[stage].meanMs, 0);
  const shares = STAGES.map((stage) => [stage, total === 0 ? 0 : stages[stage].meanMs / total]);
  return Object.fromEntries(shares) as Record<StageName, number>;
}

/** Names the stage that takes most of the time, and what it waits for; undefined when no stage was measured. */
export function findBottleneck(window: WindowSummary, knobs: PipelineKnobs): Bottleneck | undefined {
  const shares = stageShares(window);
  const [stage] = STAGES.toSorted((one, other) => shares[other] - shares[one]);
  if (stage === undefined || shares[stage] === 0) return undefined;
  const cause = causeOf(stage, window, knobs);
  const { latency, stages } = window;
  const whole = `${percent(shares[stage])} of the end-to-end mean of ${ms(latency.meanMs)} (p99 ${ms(latency.p99Ms)})`;
  const evidence = `${stage}: ${whole}; ${stage} p50 ${ms(stages[stage].p50Ms)}; ${explain(cause, window, knobs)}`;
  return { stage, cause, share: shares[stage], evidence };
}

/** How long the main thread and the scripts in flight take for a row, in ms: the greater one limits the throughput. */
function costsPerRow({ stages, script, meanBatch }: WindowSummary, { workers }: PipelineKnobs) {
  return {
    mainThreadMs: stages.decode.meanMs + stages.decide.meanMs,
    redisMs: meanBatch === 0 ? 0 : script.meanMs / meanBatch / workers,
  };
}

function causeOf(stage: StageName, window: WindowSummary, knobs: PipelineKnobs): BottleneckCause {
  if (stage === 'write') return 'redis';
  if (stage !== 'queue') return 'main_thread';
  // The timer keeps no row longer than this; what waits longer waits for its turn.
  if (window.stages.queue.meanMs <= knobs.batchTimeoutMs && window.meanBatch < knobs.batchSize / 2) return 'batching';
  const { mainThreadMs, redisMs } = costsPerRow(window, knobs);
  return redisMs >= mainThreadMs ? 'redis' : 'main_thread';
}

function explain(cause: BottleneckCause, window: WindowSummary, knobs: PipelineKnobs): string {
  const { script, meanBatch, stages } = window;
  switch (cause) {
    case 'redis':
      return `script p50 ${ms(script.p50Ms)} for ${meanBatch.toFixed(0)} rows, ${knobs.workers} in flight`;
    case 'batching':
      return `batches of ${meanBatch.toFixed(0)} rows, of ${knobs.batchSize} that fit`;
    case 'main_thread':
      return `receive p99 ${ms(stages.receive.p99Ms)}, decode and decide ${ms(costsPerRow(window, knobs).mainThreadMs)} an event`;
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function ms(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(2)} ms`;
}
