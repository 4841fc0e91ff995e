import type { ServerResponse } from 'node:http';
import { DaemonError } from '../../base/errors.ts';
import { withinDeadline } from '../within-deadline.ts';

/** Runs a request for `timeoutMs` at most, and no longer than its client is there. Rejects with `deadline` or `aborted` then. */
export async function whileAwaited<T>(
  op: string,
  response: ServerResponse,
  timeoutMs: number,
  run: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const gone = (): void => controller.abort(new DaemonError('aborted', { op, message: 'the client has gone' }));
  response.once('close', gone);
  try {
    return await withinDeadline(op, timeoutMs, run, controller.signal);
  } finally {
    response.off('close', gone);
  }
}
