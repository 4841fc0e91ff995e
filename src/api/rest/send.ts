import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Failure, failureBody } from './envelope.ts';

const MAX_SHOWN = 100;
const RETRY_AFTER_S = 1;
const COME_BACK: ReadonlySet<number> = new Set([429, 503]);

/** What a request asks for, as errors name it; the query is left out. */
export function opOf({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): string {
  const path = pathOf(url);
  return `${method} ${path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}...` : path}`;
}

export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

export function sendFailure(reply: FastifyReply, failure: Failure): FastifyReply {
  const { status } = failure;
  if (COME_BACK.has(status)) void reply.header('retry-after', RETRY_AFTER_S);
  return reply.code(status).send(failureBody(failure));
}
