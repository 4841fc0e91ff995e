import type { ServerResponse } from 'node:http';
import { onAbort } from '../../base/abort.ts';
import { DaemonError } from '../../base/errors.ts';

/**
 * Runs a request for `timeoutMs` at most, and no longer than somebody waits for its answer. Rejects with `deadline` or
 * `aborted` then, whether or not `run` heeds its signal.
 */
export async function withinDeadline<T>(
  op: string,
  response: ServerResponse,
  timeoutMs: number,
  run: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const tooLong = (): void =>
    controller.abort(new DaemonError('deadline', { op, message: `no answer within ${timeoutMs} ms` }));
  const gone = (): void => controller.abort(new DaemonError('aborted', { op, message: 'the client has gone' }));
  const timer = setTimeout(tooLong, timeoutMs);
  response.once('close', gone);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  using _ = onAbort(signal, () => reject(signal.reason));
  try {
    return await Promise.race([run(signal), ended]);
  } catch (thrown) {
    throw signal.aborted ? signal.reason : thrown;
  } finally {
    clearTimeout(timer);
    response.off('close', gone);
  }
}
