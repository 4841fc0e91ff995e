import type { createMetrics, Metrics } from '../telemetry/metrics.ts';

/** `createMetrics` when it is first asked for: a start need not wait for the library that renders, for nobody asks that early. */
export function lazyMetrics(...args: Parameters<typeof createMetrics>): () => Promise<Metrics> {
  let made: Metrics | undefined;
  // What failed is tried again: a file that could not be read now may be there at the next scrape.
  return async () => (made ??= (await import('../telemetry/metrics.ts')).createMetrics(...args));
}
