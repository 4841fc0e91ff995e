import { codecMicros } from './codec-micros.ts';
import type { Micro } from './micro.ts';
import type { Modules } from './modules.ts';
import { rowMicros } from './row-micros.ts';
import { createSamples } from './samples.ts';
import { tableMicros } from './table-micros.ts';

/** Everything that `npm run bench:micro` measures. docs/BENCHMARKING.md lists the names; a test holds the two together. */
export function createMicros(modules: Modules): readonly Micro[] {
  const samples = createSamples();
  return [...codecMicros(modules), ...tableMicros(modules, samples), ...rowMicros(modules, samples)];
}
