import type { Config } from '../config/schema.ts';
import type { Knobs } from '../sync/knobs.ts';

/** The largest batch that can be configured. */
const MAX_BATCH = 1000;

/** What a configuration asks of the pipeline. In producer mode a batch is never more than the consumer pops at once. */
export function knobsOf({ performance, deployment }: Config, output: 'producer' | 'direct'): Knobs {
  const { batch_size, consumer_batch, batch_timeout_ms, workers } = performance;
  const batchSize = output === 'producer' ? Math.min(batch_size, consumer_batch) : batch_size;
  return {
    batchSize,
    batchTimeoutMs: batch_timeout_ms,
    workers,
    verifyIntervalMs: deployment.verify_interval_ms,
  };
}

/** What the sink refuses to write at once, whatever the knobs say: more than the consumer pops would strand rows. */
export function maxKeysOf({ performance }: Config, output: 'producer' | 'direct'): number {
  return output === 'producer' ? performance.consumer_batch : MAX_BATCH;
}
