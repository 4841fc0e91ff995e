import { nextBeat } from '../base/beat.ts';
import type { NeighborLimits } from '../host/neighbor-limits.ts';
import type { Logger } from '../telemetry/logger.ts';

export type KernelLimitsOptions = {
  readonly read: () => readonly NeighborLimits[];
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly logger: Pick<Logger, 'warn'>;
  /** Between two looks; default 5000. */
  readonly intervalMs?: number;
};

/** The kernel's own limits, watched while `run` runs: what it refuses no daemon can mirror. */
export type KernelLimits = {
  readonly current: () => readonly NeighborLimits[];
  /** Families whose table was too full within the last minute, with their limit, for health. */
  readonly full: () => readonly string[];
  readonly run: (signal: AbortSignal) => Promise<void>;
};

const INTERVAL_MS = 5_000;
/** A family counts as full for so long after an entry was refused; also the time between two log lines. */
const FULL_MS = 60_000;

export function createKernelLimits(options: KernelLimitsOptions): KernelLimits {
  const { read, nowMs, logger, intervalMs = INTERVAL_MS } = options;
  const seen = new Map<string, number>();
  const fullSinceMs = new Map<string, number>();
  const loggedMs = new Map<string, number>();

  const look = (): void => {
    for (const { family, gcThresh3, tableFulls } of read()) {
      if (tableFulls === undefined) continue;
      const refused = tableFulls - (seen.get(family) ?? tableFulls);
      seen.set(family, tableFulls);
      if (refused <= 0) continue;
      fullSinceMs.set(family, nowMs());
      if (nowMs() - (loggedMs.get(family) ?? Number.NEGATIVE_INFINITY) < FULL_MS) continue;
      loggedMs.set(family, nowMs());
      logger.warn('the kernel refuses neighbors, for its table is full', {
        family,
        refused,
        gc_thresh3: gcThresh3 ?? 0,
      });
    }
  };

  return {
    current: read,
    full: () =>
      read()
        .filter(({ family }) => nowMs() - (fullSinceMs.get(family) ?? Number.NEGATIVE_INFINITY) < FULL_MS)
        .map(({ family, gcThresh3 }) => `${family} (gc_thresh3 is ${gcThresh3 ?? 'not shown'})`),
    run: async (signal) => {
      while (!signal.aborted) {
        look();
        await nextBeat(intervalMs, signal);
      }
    },
  };
}
