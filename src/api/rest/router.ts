import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import swagger from '@fastify/swagger';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { DaemonError } from '../../base/errors.ts';
import { addPages } from './add-pages.ts';
import { whileAwaited } from './deadline.ts';
import { documentOptions } from './document.ts';
import { sendEvents } from './event-stream.ts';
import { addGuards } from './guards.ts';
import { OPERATIONS, PREFIX } from './operations/all.ts';
import type { Operation } from './operations/operation.ts';
import { WATCH, watchQuery } from './operations/watch.ts';
import type { RestOptions } from './options.ts';
import { routePath } from './path-table.ts';
import { failureOf, formatClientError } from './protocol-error.ts';
import { opOf, sendFailure } from './send.ts';

const WATCH_STALL_MS = 30_000;
const MAX_PARAM_LENGTH = 16_384;
/** What may stand in an ETag. */
const TAG_TEXT = /^[\x21\x23-\x7e]+$/;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers requests; it does not listen. `createServer` is given what handles one request. Once `ending` is aborted, watches
 * end, and other requests are refused.
 */
export async function createRouter(
  options: RestOptions,
  ending: AbortSignal,
  createServer: (handler: Handler) => Server,
): Promise<FastifyInstance> {
  const app = fastify({
    serverFactory: createServer,
    bodyLimit: options.limits.maxBodyBytes,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => void sendFailure(reply, failureOf(error, opOf(request))),
    clientErrorHandler: (error, socket) => {
      // When bytes of an answer are on their way, another one would be taken for the rest of it.
      if (socket.writable && socket.bytesWritten === 0) socket.write(formatClientError(error.code));
      socket.destroySoon();
    },
  });
  app.setErrorHandler((thrown, request, reply) => {
    const failure = failureOf(thrown, opOf(request));
    if (failure.error.code === 'bug') options.onFailure?.(DaemonError.from(thrown, opOf(request)));
    return sendFailure(reply, failure);
  });
  addGuards(app, options, ending);
  await app.register(swagger, documentOptions(options.version));
  for (const operation of OPERATIONS) addOperation(app, operation, options);
  addWatch(app, options, ending);
  addPages(app);
  await app.ready();
  return app;
}

function addOperation(app: FastifyInstance, operation: Operation, { service, limits }: RestOptions): void {
  const { method, path } = operation;
  app.route({
    method,
    url: `${PREFIX}${routePath(path)}`,
    exposeHeadRoute: method === 'GET',
    config: { operation },
    handler: async (request, reply) => {
      const { params, query, body } = request;
      const { status, data, revision } = await whileAwaited(
        opOf(request),
        reply.raw,
        limits.requestTimeoutMs,
        (signal) => operation.answer({ params, query, body }, service, signal),
      );
      if (revision !== undefined && isUnchanged(reply, request.headers['if-none-match'], revision))
        return reply.code(304).send();
      return reply.code(status).send({ success: true, data });
    },
  });
}

/** Marks the answer with its revision; true when the client has that one already. */
function isUnchanged(reply: FastifyReply, known: string | undefined, revision: string): boolean {
  if (!TAG_TEXT.test(revision)) return false;
  const tag = `"${revision}"`;
  void reply.header('etag', `W/${tag}`).header('cache-control', 'no-cache');
  return known?.split(',').some((each) => each.trim().replace(/^W\//, '') === tag) ?? false;
}

function addWatch(app: FastifyInstance, options: RestOptions, ending: AbortSignal): void {
  const { service, watchStallMs = WATCH_STALL_MS, onFailure = () => {} } = options;
  app.route({
    method: 'GET',
    url: `${PREFIX}${WATCH.path}`,
    config: { operation: WATCH },
    handler: async (request, reply) => {
      const lastId = request.headers['last-event-id'];
      const query = watchQuery(request.query, Array.isArray(lastId) ? lastId[0] : lastId);
      const controller = new AbortController();
      const signal = AbortSignal.any([controller.signal, ending]);
      const events = service.watch(query, signal);
      await sendEvents(reply.raw, events, { controller, signal, stallMs: watchStallMs, onFailure });
      reply.hijack();
    },
  });
}
