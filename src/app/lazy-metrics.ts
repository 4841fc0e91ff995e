import type { createMetrics, Metrics } from '../telemetry/metrics.ts';

/** `createMetrics` when it is first asked for: the library that renders takes a fifth of a start, and nobody asks that early. */
export function lazyMetrics(...args: Parameters<typeof createMetrics>): () => Promise<Metrics> {
  let made: Promise<Metrics> | undefined;
  const make = async (): Promise<Metrics> => (await import('../telemetry/metrics.ts')).createMetrics(...args);
  return () => (made ??= make());
}
