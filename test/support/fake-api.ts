import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DaemonError } from '../../src/base/errors.ts';
import { toSnakeCase } from '../../src/base/snake-case.ts';
import type { NeighsyncService } from '../../src/service/service.ts';

export type FakeApi = AsyncDisposable & { readonly socket: string };

type Asked = {
  readonly service: NeighsyncService;
  readonly query: Readonly<Record<string, string>>;
  readonly rest: string;
  readonly body: Readonly<Record<string, never>>;
  readonly signal: AbortSignal;
};

const ROUTES: Readonly<Record<string, (asked: Asked) => unknown>> = {
  'GET /neighbors': ({ service, query, signal }) => {
    const { limit, ...filter } = query;
    return service.list({ ...filter, limit: limit === undefined ? undefined : Number(limit) }, signal);
  },
  'POST /neighbors': ({ service, body, signal }) => {
    const { ip_address, mac_address, interface: name, state, extern_learn, router } = body;
    const request = { ipAddress: `${ip_address}`, macAddress: `${mac_address}`, interface: `${name}` };
    return service.add({ ...request, state, externLearn: extern_learn, router }, signal);
  },
  'DELETE /neighbors/': ({ service, rest, query, signal }) =>
    service.remove({ ipAddress: rest, interface: query['interface'] }, signal),
  'GET /explain/': async ({ service, rest, query, signal }) => ({
    explanations: await service.explain({ ipAddress: rest, interface: query['interface'] }, signal),
  }),
  'GET /health': ({ service }) => service.health(),
  'GET /stats': ({ service }) => service.stats(),
  'GET /status': ({ service }) => service.status(),
  'GET /config': ({ service }) => ({ values: service.configuration() }),
  'PATCH /config': ({ service, body }) => service.configure(Object(body['values'])),
  'POST /config/reload': ({ service }) => service.reload(),
  'POST /resync': ({ service, body }) => service.resync(body['vrf']) ?? {},
  'POST /restart': ({ service }) => service.restart() ?? {},
  'POST /verify': ({ service, signal }) => service.verify(signal),
  'GET /profile': ({ service }) => service.profile(),
  'POST /profile/': ({ service, rest, signal }) => service.writeProfile(rest === 'cpu' ? 'cpu' : 'heap', signal),
  'GET /tuning': ({ service }) => service.tuning(),
};

/** The service on a unix socket, in the shapes of the REST API and with nothing else of it: for tests of clients. */
export async function serveFakeApi(service: NeighsyncService, socket: string): Promise<FakeApi> {
  const server = createServer((request, response) => {
    const closed = new AbortController();
    response.on('close', () => closed.abort());
    answer(service, request, response, closed.signal).catch((error: Error) => response.destroy(error));
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  service: NeighsyncService,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(request.url ?? '', 'http://localhost');
  const path = url.pathname.replace(/^\/api\/v1/, '');
  const query = Object.fromEntries(url.searchParams);
  const { from_revision: fromRevision, ...filter } = query;
  if (path === '/watch') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for await (const event of service.watch({ ...filter, fromRevision }, signal)) {
      const id = 'revision' in event ? `id: ${event.revision}\n` : '';
      response.write(`event: ${event.kind}\n${id}data: ${JSON.stringify(toSnakeCase(event))}\n\n`);
    }
    response.end();
    return;
  }
  const [status, body] = await dispatch(service, request, { path, query }, signal);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function dispatch(
  service: NeighsyncService,
  request: IncomingMessage,
  { path, query }: { readonly path: string; readonly query: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<readonly [number, object]> {
  let text = '';
  for await (const part of request) text += String(part);
  const [, stem = '', rest = ''] = /^(\/[a-z]+\/?)(.*)$/.exec(path) ?? [];
  const route = ROUTES[`${request.method} ${path}`] ?? ROUTES[`${request.method} ${stem}`];
  try {
    if (route === undefined) throw new DaemonError('not_found', { op: 'route', message: `there is no ${path}` });
    const body = text === '' ? {} : JSON.parse(text);
    const data = await route({ service, query, rest: decodeURIComponent(rest), body, signal });
    return [200, { success: true, data: toSnakeCase(data) }];
  } catch (thrown) {
    const { code, message } = DaemonError.from(thrown, 'serve');
    return [500, { success: false, data: null, error: { code, message } }];
  }
}
