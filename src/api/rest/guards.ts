import type { FastifyInstance, FastifyRequest } from 'fastify';
import { systemClock } from '../../base/clock.ts';
import { createRequestRate } from '../request-rate.ts';
import type { Failure } from './envelope.ts';
import { OPERATIONS, PREFIX } from './operations/all.ts';
import { WATCH } from './operations/watch.ts';
import type { RestOptions } from './options.ts';
import { originProblem } from './origin.ts';
import { methodsOf } from './path-table.ts';
import { protocolFailure } from './protocol-error.ts';
import { opOf, pathOf, sendFailure } from './send.ts';

/** Node drops what is more, and so must see one more to let it be known. */
export const MAX_HEADERS = 64;

/** What can be asked for, pages and all. */
const PAGES = ['/openapi.json', '/docs'].map((path) => ({ method: 'GET', path }));
const PATHS = [...OPERATIONS, ...PAGES]
  .flatMap(({ method, path }) =>
    (method === 'GET' ? [method, 'HEAD'] : [method]).map((each) => ({ method: each, path })),
  )
  .concat({ method: WATCH.method, path: WATCH.path })
  .map(({ method, path }) => ({ method, path: `${PREFIX}${path}` }));

/** What goes for each request, before its body is read. */
export function addGuards(app: FastifyInstance, options: RestOptions, ending: AbortSignal): void {
  const { place, limits, clock = systemClock } = options;
  const rate = createRequestRate(limits.maxRequestsPerS, clock);
  const isLocalSocket = 'path' in place;

  const refusal = (request: FastifyRequest): Failure | undefined => {
    const refuse = (status: number, message: string): Failure => protocolFailure(status, opOf(request), message);
    if (ending.aborted) return refuse(503, 'the daemon is stopping');
    if (!rate.take()) return refuse(429, `more than ${limits.maxRequestsPerS} requests per second`);
    if (request.raw.rawHeaders.length > 2 * MAX_HEADERS) return refuse(431, `more than ${MAX_HEADERS} headers`);
    const { host, origin } = request.headers;
    const problem = originProblem(host, origin, isLocalSocket);
    if (problem !== undefined) return refuse(403, problem);
    if (!request.is404) return undefined;
    const methods = methodsOf(PATHS, pathOf(request.url));
    if (methods.length === 0) return refuse(404, `there is no such path; ${PREFIX}/docs lists all`);
    return refuse(405, `no such method here (allowed: ${methods.join(', ')})`);
  };

  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    const failure = refusal(request);
    if (failure === undefined) return undefined;
    if (failure.status === 405) void reply.header('allow', methodsOf(PATHS, pathOf(request.url)).join(', '));
    return sendFailure(reply, failure);
  });
  app.addHook('onSend', async (_, reply) => {
    if (ending.aborted) void reply.header('connection', 'close');
  });
  acceptJsonOnly(app);
}

/** No body at all may be called JSON, too: many clients do so. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}
