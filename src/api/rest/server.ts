import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { watchConnections } from './connections.ts';
import { failureBody } from './envelope.ts';
import { MAX_HEADERS } from './guards.ts';
import { listen } from './listen.ts';
import type { RestLimits, RestOptions } from './options.ts';
import { protocolFailure } from './protocol-error.ts';
import { createRouter } from './router.ts';

const MAX_HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 5_000;
const MAX_HEADER_BYTES = 16_384;
/** Running requests have so long to end. */
const CLOSE_MS = 2_000;

export type RestServer = AsyncDisposable & {
  /** `http://127.0.0.1:8080`, or the path of the unix socket. */
  readonly url: string;
};

/**
 * Serves the service over HTTP, until it is disposed: then nothing new is taken, watches end, and what runs has two seconds.
 * Rejects with `port_busy` when the place cannot be had.
 */
export async function openRest(options: RestOptions): Promise<RestServer> {
  const ending = new AbortController();
  const app = await createRouter(options, ending.signal, (handler) => createHttpServer(options.limits, handler));
  const { server } = app;
  const sayMs = headersTimeoutMs(options.limits);
  const connections = watchConnections(server, { onHttp2: options.onHttp2, sayMs });
  try {
    const url = await listen(server, options.place);
    // A failed accept must not end the daemon.
    server.on('error', () => {});
    return {
      url,
      [Symbol.asyncDispose]: async () => {
        if (ending.signal.aborted) return;
        server.close();
        ending.abort();
        await connections.end(CLOSE_MS);
        await app.close();
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

function createHttpServer(
  limits: RestLimits,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const headersTimeout = headersTimeoutMs(limits);
  const server = createServer(
    {
      headersTimeout,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.ceil(headersTimeout / 4),
      maxHeaderSize: MAX_HEADER_BYTES,
      // Looked at by a guard, which answers in our own form.
      requireHostHeader: false,
    },
    handler,
  );
  server.maxConnections = limits.maxConnections;
  server.maxHeadersCount = MAX_HEADERS + 1;
  server.on('checkExpectation', refuseExpectation);
  return server;
}

function headersTimeoutMs({ requestTimeoutMs }: RestLimits): number {
  return Math.min(MAX_HEADERS_TIMEOUT_MS, requestTimeoutMs);
}

function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const { expect } = request.headers;
  const failure = protocolFailure(417, `${request.method}`, `Expect ${JSON.stringify(expect)} is not 100-continue`);
  const body = JSON.stringify(failureBody(failure));
  response.writeHead(failure.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(body);
}
