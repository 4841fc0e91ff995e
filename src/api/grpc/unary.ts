import type { handleUnaryCall, ServerUnaryCall } from '@grpc/grpc-js';
import { onAbort } from '../../base/abort.ts';
import { DaemonError } from '../../base/errors.ts';
import { withinDeadline } from '../within-deadline.ts';
import { wellFormed } from './definition.ts';
import { errorStatus } from './error-status.ts';

/** What every call is bound by. */
export type CallLimits = {
  readonly timeoutMs: number;
  /** Aborted when the server closes. */
  readonly stopping: AbortSignal;
};

/**
 * A handler that runs `run` for as long as somebody waits for its answer, for `timeoutMs` at most, and answers then whether or
 * not `run` heeds its signal.
 */
export function unary<Request, Response>(
  op: string,
  limits: CallLimits,
  run: (request: Request, signal: AbortSignal) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    answer(op, limits, call, (signal) => run(wellFormed(call.request), signal)).then(
      (response) => callback(null, response),
      (thrown: unknown) => callback(errorStatus(DaemonError.from(thrown, op))),
    );
  };
}

async function answer<Request, Response>(
  op: string,
  { timeoutMs, stopping }: CallLimits,
  call: ServerUnaryCall<Request, Response>,
  run: (signal: AbortSignal) => Response | Promise<Response>,
): Promise<Response> {
  const controller = new AbortController();
  const end = (message: string) => (): void => controller.abort(new DaemonError('aborted', { op, message }));
  call.once('cancelled', end('the client has gone'));
  using _stopping = onAbort(stopping, end('the daemon is stopping'));
  return await withinDeadline(op, timeoutMs, run, controller.signal);
}
