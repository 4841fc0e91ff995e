import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { aborted, pause } from '../../base/abort.ts';
import { backoffMs } from '../../base/backoff.ts';
import { DaemonError } from '../../base/errors.ts';
import { listenOnPort } from '../listen-on-port.ts';

/** An answer; a string is sent as it is, an object as JSON. */
export type OpsAnswer = { readonly status: number; readonly contentType?: string; readonly body: string | object };

export type OpsServerOptions = {
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly routes: Readonly<Record<string, () => OpsAnswer | Promise<OpsAnswer>>>;
  readonly onListening: (url: string) => void;
  /** Told once per series of failures. The sync goes on without this server, which keeps trying. */
  readonly onBusy: (error: DaemonError) => void;
};

const RETRY = { firstMs: 500, maxMs: 10_000 };
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 64;
const METHODS = 'GET, HEAD';

/** Not by `import`, which reads every export of the module, and so loads HTTP/2, fetch and WebSocket at each start. */
const { createServer } = process.getBuiltinModule('node:http');

/** Metrics and health over HTTP, for Prometheus and for probes. Runs until `signal` is aborted. */
export async function runOpsServer(options: OpsServerOptions, signal: AbortSignal): Promise<void> {
  const { address, port } = options;
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => {
      void respond(request, response, options.routes);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  // A failed accept must not end the daemon; a failed listen is told to who asked.
  server.on('error', () => {});
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      options.onListening(await listenOnPort(server, address, port));
      break;
    } catch (cause) {
      if (attempt === 0) options.onBusy(busy(address, port, cause));
      await pause(backoffMs(RETRY, attempt, Math.random()), signal);
    }
  }
  await aborted(signal);
  await close(server);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(request: IncomingMessage, response: ServerResponse, routes: OpsServerOptions['routes']) {
  const { status, contentType, text } = await answerTo(request, routes);
  const allow = status === 405 ? { allow: METHODS } : {};
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store', ...allow });
  response.end(request.method === 'HEAD' ? undefined : text);
}

type Rendered = { readonly status: number; readonly contentType: string; readonly text: string };

async function answerTo({ method, url = '/' }: IncomingMessage, routes: OpsServerOptions['routes']): Promise<Rendered> {
  const path = url.split('?', 1)[0] ?? '/';
  if (method !== 'GET' && method !== 'HEAD') return plain(405, `${method} is not allowed (${METHODS})`);
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route === undefined) return plain(404, `no such path (${Object.keys(routes).join(', ')})`);
  try {
    return rendered(await route());
  } catch (thrown) {
    return plain(500, DaemonError.from(thrown, `answer ${path}`).message);
  }
}

function rendered({ status, contentType, body }: OpsAnswer): Rendered {
  if (typeof body === 'string') return { status, contentType: contentType ?? 'text/plain', text: body };
  return { status, contentType: contentType ?? 'application/json', text: `${JSON.stringify(body)}\n` };
}

function plain(status: number, line: string): Rendered {
  return { status, contentType: 'text/plain', text: `${line}\n` };
}

function busy(address: string, port: number, cause: unknown): DaemonError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DaemonError('port_busy', { op: `listen on ${address} port ${port}`, message: reason, cause });
}
