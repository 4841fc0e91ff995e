import { nextBeat } from '../base/beat.ts';
import { DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';
import type { TableNames } from './table-names.ts';

export type TableProbeOptions = {
  readonly connection: Pick<RedisConnection, 'command' | 'ready'>;
  readonly names: Pick<TableNames, 'finalPrefix' | 'stagingPrefix'>;
  /** A few keys that the table must have now; none when it has none. */
  readonly sample: () => readonly string[];
  /** The table has none of the sample: it has been emptied. */
  readonly onGone: () => void;
  /** Told of a look that failed; the next one is made all the same. */
  readonly onFailure: (failure: DaemonError) => void;
  /** between two looks; default 1000 */
  readonly intervalMs?: number;
};

/**
 * Looks now and then whether the table is still there: FLUSHDB sends no event, and the connection survives it. Runs until
 * `signal` is aborted.
 */
export async function runTableProbe(options: TableProbeOptions, signal: AbortSignal): Promise<void> {
  const { connection, names, sample, onGone, onFailure, intervalMs = 1000 } = options;
  while (!signal.aborted) {
    await nextBeat(intervalMs, signal);
    try {
      await connection.ready(signal);
      const keys = sample();
      if (keys.length === 0) continue;
      // A row that waits for the consumer stands in staging only.
      const everywhere = keys.flatMap((key) => [names.finalPrefix + key, names.stagingPrefix + key]);
      const found = await connection.command(['EXISTS', ...everywhere]);
      // What changed while we asked does not count: then the sample is another one.
      if (found === 0 && sample().join() === keys.join()) onGone();
    } catch (thrown) {
      if (!signal.aborted) onFailure(DaemonError.from(thrown, 'look whether the table is there'));
    }
  }
}
