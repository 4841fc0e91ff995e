import { onAbort } from '../base/abort.ts';
import { DaemonError } from '../base/errors.ts';

/**
 * Runs a request for `timeoutMs` at most, and no longer than somebody waits for its answer: until `unwanted` is aborted, with a
 * DaemonError for a reason. Rejects with `deadline`, or with that reason, then, whether or not `run` heeds its signal.
 */
export async function withinDeadline<T>(
  op: string,
  timeoutMs: number,
  run: (signal: AbortSignal) => T | Promise<T>,
  unwanted: AbortSignal,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const tooLong = (): void =>
    controller.abort(new DaemonError('deadline', { op, message: `no answer within ${timeoutMs} ms` }));
  const timer = setTimeout(tooLong, timeoutMs);
  const { promise: ended, reject } = Promise.withResolvers<never>();
  // It may be over before anybody waits for it.
  ended.catch(() => {});
  using _ended = onAbort(signal, () => reject(signal.reason));
  using _unwanted = onAbort(unwanted, () => controller.abort(unwanted.reason));
  try {
    return await Promise.race([run(signal), ended]);
  } catch (thrown) {
    throw signal.aborted ? signal.reason : thrown;
  } finally {
    clearTimeout(timer);
  }
}
