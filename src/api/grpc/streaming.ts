import { constants } from 'node:http2';
import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js';
import { onAbort } from '../../base/abort.ts';
import { DaemonError } from '../../base/errors.ts';
import { wellFormed } from './definition.ts';
import { errorStatus } from './error-status.ts';
import type { OpenStreams } from './open-streams.ts';

export type StreamLimits = {
  readonly streams: OpenStreams;
  /** A client that takes nothing for so long is ended. */
  readonly stallMs: number;
  /** Aborted when the server closes. */
  readonly stopping: AbortSignal;
};

/**
 * A handler that sends what `run` yields, for as long as the client wants it. It asks for the next message only when the last
 * one has gone to the client: what a client does not read, waits where it comes from. One that takes nothing for `stallMs` is
 * ended with RESOURCE_EXHAUSTED.
 */
export function streaming<Request, Response>(
  op: string,
  limits: StreamLimits,
  run: (request: Request, signal: AbortSignal) => AsyncIterable<Response>,
): handleServerStreamingCall<Request, Response> {
  return (call) => {
    send(op, limits, call, (signal) => run(wellFormed(call.request), signal)).then(
      () => call.end(),
      (thrown: unknown) => call.emit('error', errorStatus(DaemonError.from(thrown, op))),
    );
  };
}

async function send<Request, Response>(
  op: string,
  { streams, stallMs, stopping }: StreamLimits,
  call: ServerWritableStream<Request, Response>,
  run: (signal: AbortSignal) => AsyncIterable<Response>,
): Promise<void> {
  const stream = streams.keep(call.metadata);
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (code: 'aborted' | 'busy', message: string): void =>
    controller.abort(new DaemonError(code, { op, message }));
  call.once('cancelled', () => abort('aborted', 'the client has gone'));
  using _stopping = onAbort(stopping, () => abort('aborted', 'the daemon is stopping'));
  let waiting = false;
  const stalled = (): void => {
    if (!waiting) return;
    abort('busy', `nothing was taken for ${stallMs} ms`);
    // A status would wait behind what is not read. This is RESOURCE_EXHAUSTED, too (gRPC over HTTP/2, errors).
    stream?.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };
  const timer = setTimeout(stalled, stallMs);
  try {
    for await (const message of run(signal)) {
      waiting = true;
      timer.refresh();
      await taken(call, message, signal);
      waiting = false;
    }
  } finally {
    clearTimeout(timer);
  }
  if (signal.aborted) throw signal.reason;
}

/** No promise that lasts as long as the stream takes part: each message would leave something behind on it. */
async function taken<Response>(
  call: ServerWritableStream<unknown, Response>,
  message: Response,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  using _abort = onAbort(signal, () => reject(signal.reason));
  call.write(message, () => resolve());
  await promise;
}
