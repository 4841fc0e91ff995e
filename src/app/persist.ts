import { pause } from '../base/abort.ts';
import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import { classify, DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';

const RETRY: BackoffPlan = { firstMs: 50, maxMs: 1_000 };

/**
 * Asks a database until it answers: waits for the connection, and repeats what failed for a reason that may pass.
 *
 * @param signal ends it: it then rejects with why there was no answer
 */
export async function persist<T>(
  connection: Pick<RedisConnection, 'ready' | 'lastFailure'>,
  ask: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let failure: DaemonError | undefined;
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await connection.ready(signal);
      return await ask(signal);
    } catch (thrown) {
      const error = DaemonError.from(thrown, 'restore');
      if (error.code !== 'aborted') {
        if (classify(error) !== 'retry') throw error;
        failure = error;
      }
      await pause(backoffMs(RETRY, attempt, Math.random()), signal);
    }
  }
  throw connection.lastFailure ?? failure ?? new DaemonError('aborted', { op: 'restore' });
}
