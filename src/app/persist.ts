import { pause } from '../base/abort.ts';
import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import { classify, DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';

const RETRY: BackoffPlan = { firstMs: 50, maxMs: 1_000 };

export type Persistence = {
  /** Told of each failure that is not the last. */
  readonly onFailure?: (error: DaemonError) => void;
  /** After so many refusals (`redis_refused`) it gives up, and rejects with the last; default: never. */
  readonly refusalsBorne?: number | undefined;
};

/**
 * Asks a database until it answers: waits for the connection, and repeats what failed for a reason that may pass.
 *
 * @param signal ends it: it then rejects with why there was no answer
 */
export async function persist<T>(
  connection: Pick<RedisConnection, 'ready' | 'lastFailure'>,
  ask: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  { onFailure = () => {}, refusalsBorne = Number.POSITIVE_INFINITY }: Persistence = {},
): Promise<T> {
  let failure: DaemonError | undefined;
  let refusals = 0;
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await connection.ready(signal);
      return await ask(signal);
    } catch (thrown) {
      const error = DaemonError.from(thrown, 'ask Redis');
      if (error.code !== 'aborted') {
        if (error.code === 'redis_refused') refusals++;
        if (classify(error) !== 'retry' || refusals >= refusalsBorne) throw error;
        failure = error;
        onFailure(error);
      }
      await pause(backoffMs(RETRY, attempt, Math.random()), signal);
    }
  }
  throw connection.lastFailure ?? failure ?? new DaemonError('aborted', { op: 'ask Redis' });
}
