import { ErrorReply } from '@redis/client';
import { DaemonError } from '../base/errors.ts';

/** Replies of a server that is there but cannot serve yet, or for a while: the same as not being there. */
const NOT_SERVING: ReadonlySet<string> = new Set(['LOADING', 'MASTERDOWN', 'BUSY']);

/** First word of the error reply with which a script refuses to write for a holder of an old epoch. */
const FENCED = 'FENCED';

/**
 * Maps whatever @redis/client rejects with to the daemon's own error.
 *
 * - `redis_unavailable`: lost, timed out, closed, offline, queue full, or a server that does not serve yet. The outcome
 *   of the command is unknown: it may have been executed.
 * - `fenced`, `redis_refused`: the server's reply, kept as text.
 * - `bug`: what no server can cause, such as an argument that is not a string.
 *
 * @param op what was being done, for the message
 */
export function toRedisError(thrown: unknown, op: string): DaemonError {
  if (thrown instanceof DaemonError || !(thrown instanceof Error) || thrown instanceof TypeError) {
    return DaemonError.from(thrown, op);
  }
  const context = { op, message: thrown.message, cause: thrown };
  if (!(thrown instanceof ErrorReply)) return new DaemonError('redis_unavailable', context);
  const word = firstWord(thrown);
  if (word === FENCED) return new DaemonError('fenced', context);
  return new DaemonError(NOT_SERVING.has(word) ? 'redis_unavailable' : 'redis_refused', context);
}

/** True if the server does not have the script: nothing was executed, and sending the source is safe. */
export function isNoScript(thrown: unknown): boolean {
  return thrown instanceof ErrorReply && firstWord(thrown) === 'NOSCRIPT';
}

function firstWord(reply: ErrorReply): string {
  return reply.message.split(' ', 1)[0] ?? '';
}
