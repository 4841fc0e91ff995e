import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { DaemonError, ERROR_CODES, type ErrorCode } from '../../base/errors.ts';
import { clean, cleanLines, cleanText } from './clean.ts';
import { parseEventStream, type StreamEvent } from './event-stream.ts';
import { connectError, NEIGHCTL } from './socket.ts';

export type Query = Readonly<Record<string, string | undefined>>;

/** The REST API of the daemon. Texts in its answers are fit for a terminal. */
export type Client = Disposable & {
  /** The `data` of the answer; rejects with the error that the daemon names, or why there is no answer. */
  readonly ask: (method: Method, path: string, query?: Query, body?: unknown) => Promise<unknown>;
  /** The events of a watch until `signal` is aborted; throws when the daemon ends it. */
  readonly follow: (path: string, query: Query, signal: AbortSignal) => AsyncIterable<StreamEvent>;
};

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export type ClientOptions = {
  readonly socket: string;
  /** How long there may be nothing at all from the daemon, but while a watch goes on. */
  readonly limitMs: number;
};

const ROOT = '/api/v1';
/** A comparison that finds every row of a full table wrong is not half as large. */
const MAX_ANSWER_BYTES = 128 * 1024 * 1024;

export function createClient(options: ClientOptions): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  return {
    ask: async (method, path, query = {}, body) => {
      const answer = await send(options, agent, { method, path: pathOf(path, query), body });
      return dataOf(options, answer, await textOf(options, answer));
    },
    follow: (path, query, signal) => follow(options, agent, pathOf(path, query), signal),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function pathOf(path: string, query: Query): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${ROOT}${path}${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`;
}

type Sent = { readonly method: Method; readonly path: string; readonly body?: unknown; readonly signal?: AbortSignal };

function send({ socket, limitMs }: ClientOptions, agent: Agent, sent: Sent): Promise<IncomingMessage> {
  const { method, path, body, signal } = sent;
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers: OutgoingHttpHeaders = {
    host: 'localhost',
    accept: signal === undefined ? 'application/json' : 'text/event-stream',
    ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': payload.length }),
  };
  return new Promise((resolve, reject) => {
    const asking = request(
      { socketPath: socket, method, path, headers, agent, ...(signal && { signal }) },
      (answer) => {
        if (signal !== undefined && isEvents(answer)) asking.setTimeout(0);
        resolve(answer);
      },
    );
    asking.setTimeout(limitMs, () => asking.destroy(noAnswer(socket, limitMs)));
    asking.on('error', (error) => {
      if (signal?.aborted) reject(DaemonError.from(error, 'watch'));
      else reject(error instanceof DaemonError ? error : connectError(socket, error));
    });
    asking.end(payload);
  });
}

function noAnswer(socket: string, limitMs: number): DaemonError {
  const message = `the daemon at ${socket} did not answer within ${limitMs / 1000} s (--timeout)`;
  return new DaemonError('deadline', { op: NEIGHCTL, message });
}

function isEvents({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/event-stream') === true;
}

async function textOf({ socket }: ClientOptions, answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > MAX_ANSWER_BYTES) throw new RangeError(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
      parts.push(part);
    }
  } catch (thrown) {
    if (thrown instanceof DaemonError) throw thrown;
    throw connectError(socket, thrown instanceof Error ? thrown : new Error(String(thrown)));
  }
  return Buffer.concat(parts).toString();
}

function dataOf({ socket }: ClientOptions, { statusCode = 0, headers }: IncomingMessage, text: string): unknown {
  const answer = parsed(text);
  if (isObject(answer) && answer['success'] === true && 'data' in answer) return clean(answer['data']);
  if (isObject(answer) && answer['success'] === false && isObject(answer['error'])) throw errorOf(answer['error']);
  const what = `HTTP ${statusCode}, ${cleanText(headers['content-type'] ?? 'no content type')}`;
  const message = `what answers at ${socket} is not neighsyncd (${what})`;
  throw new DaemonError('daemon_unreachable', { op: NEIGHCTL, message });
}

/** The error as the daemon threw it: what it was doing stands before the first colon. */
function errorOf({ code, message }: Readonly<Record<string, unknown>>): DaemonError {
  const text = cleanLines(String(message));
  const [, op = 'daemon', rest = text] = /^([^:\n]{1,64}): (.*)$/s.exec(text) ?? [];
  return new DaemonError(isErrorCode(code) ? code : 'bug', { op, message: rest });
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

async function* follow(
  options: ClientOptions,
  agent: Agent,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const answer = await send(options, agent, { method: 'GET', path, signal });
  if (!isEvents(answer)) {
    dataOf(options, answer, await textOf(options, answer));
    return;
  }
  answer.setEncoding('utf8');
  try {
    yield* parseEventStream(answer as AsyncIterable<string>);
  } catch (thrown) {
    if (signal.aborted) return;
    throw thrown instanceof DaemonError ? thrown : connectError(options.socket, asError(thrown));
  }
  if (signal.aborted) return;
  const message = `the daemon at ${options.socket} has ended the watch`;
  throw new DaemonError('daemon_unreachable', { op: NEIGHCTL, message });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
