import type { ServerResponse } from 'node:http';
import { onAbort } from '../../base/abort.ts';
import { DaemonError } from '../../base/errors.ts';
import { toSnakeCase } from '../../base/snake-case.ts';
import type { WatchEvent } from '../../service/watch-event.ts';
import { failure, failureBody } from './envelope.ts';

export type StreamOptions = {
  /** Aborted when the client has gone, and when the stream is over. */
  readonly controller: AbortController;
  /** Aborted with the controller, and when the watch has to end. */
  readonly signal: AbortSignal;
  /** A client whose socket has not taken all that was written for so long is closed. */
  readonly stallMs: number;
  /** Told what ended a stream that had begun. */
  readonly onFailure: (error: DaemonError) => void;
};

const HEAD = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  connection: 'close',
};
const RETRY_MS = 2_000;

/**
 * Sends events until there are no more, `signal` is aborted or the client has gone. The next event is
 * taken only once the socket has taken those before it. Rejects only before anything was sent.
 */
export async function sendEvents(
  response: ServerResponse,
  events: AsyncIterable<WatchEvent>,
  { controller, signal, stallMs, onFailure }: StreamOptions,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  const gone = (): void => controller.abort();
  response.once('close', gone);
  try {
    let next = iterator.next();
    await refusedAtOnce(next);
    if (!signal.aborted) {
      response.writeHead(200, HEAD);
      response.write(`retry: ${RETRY_MS}\n\n`);
      for (let item = await next; item.done !== true; item = await next) {
        if (!response.write(formatEvent(item.value)) && !(await drained(response, stallMs, signal))) break;
        next = iterator.next();
      }
    }
  } catch (thrown) {
    const error = DaemonError.from(thrown, 'watch');
    if (!response.headersSent) throw error;
    onFailure(error);
    response.write(`event: error\ndata: ${JSON.stringify(failureBody(failure(error)))}\n\n`);
  } finally {
    response.off('close', gone);
    controller.abort();
    // Not awaited: an iterator that does not heed its signal must not hold up anybody.
    iterator.return?.().catch(() => {});
  }
  response.end();
}

/** One event as it stands in the stream. Only those that can be gone on from have an id. */
export function formatEvent(event: WatchEvent): string {
  const id = 'revision' in event ? `id: ${event.revision}\n` : '';
  return `${id}event: ${event.kind}\ndata: ${JSON.stringify(toSnakeCase(event))}\n\n`;
}

/** Throws what the first event is refused with, if that is known at once; does not wait for the first event. */
async function refusedAtOnce(first: Promise<unknown>): Promise<void> {
  const { promise: later, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  await Promise.race([first, later]);
}

/** False when it was not within the time, or there is nobody any more. */
async function drained(response: ServerResponse, stallMs: number, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const yes = (): void => resolve(true);
  const timer = setTimeout(() => {
    response.destroy();
    resolve(false);
  }, stallMs);
  response.once('drain', yes);
  using _ = onAbort(signal, () => resolve(false));
  const result = await promise;
  response.off('drain', yes);
  clearTimeout(timer);
  return result;
}
