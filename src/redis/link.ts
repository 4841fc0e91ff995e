import { ErrorReply, RedisClient } from '@redis/client';
import { nextBeat } from '../base/beat.ts';
import { DaemonError } from '../base/errors.ts';
import { formatEndpoint, type RedisEndpoint } from './endpoint.ts';
import { toRedisError } from './errors.ts';

/** Callers keep state, not commands: more than this many unanswered ones means that somebody does not wait. */
const MAX_UNANSWERED = 64;

/** Room in the client's queue for its own handshake and our PING, so that a full queue cannot hide a dead server. */
const RESERVED = 8;

/** How to reach one database of one server, and how long to trust silence. */
export type LinkOptions = {
  readonly endpoint: RedisEndpoint;
  readonly database: number;
  /** CLIENT SETNAME: what `CLIENT LIST` shows */
  readonly name: string;
  readonly username?: string;
  readonly password?: string;
  /** for the whole opening: connect, authenticate, select, first answer */
  readonly connectTimeoutMs: number;
  /** a server that has not answered for this long is given up; larger than `pingIntervalMs` */
  readonly socketTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly subscription?: Subscription;
  /** the connection before this one */
  readonly predecessor?: Pick<Link, 'runId' | 'clientId'> | undefined;
};

/** Patterns that a connection subscribes to while it opens, and who is told of their messages. */
export type Subscription = {
  readonly patterns: readonly string[];
  /** must not throw; told of a message once for each pattern that matches */
  readonly onMessage: (channel: string, payload: string) => void;
};

/** One connection, from its first answer to its end. It is never repaired, only replaced. */
export type Link = {
  /** the server's `run_id`, new with every start of the server */
  readonly runId: string;
  /** CLIENT ID; undefined where the user may not ask for it */
  readonly clientId: number | undefined;
  /** Sends one command; rejects with what the client rejected with, or with the reason of the end. */
  readonly send: (args: readonly string[]) => Promise<unknown>;
  /** Resolves with the reason when the connection has ended; never rejects. */
  readonly lost: Promise<DaemonError>;
};

/**
 * Connects, authenticates, selects the database, subscribes, and makes sure that the server answers, and has executed
 * whatever it will ever execute of the connection before: a write that a hung server or a broken path still has in store
 * must not come after what is read and written from now on.
 *
 * The client's own reconnection, ping and timeouts are not used: its pause between two attempts cannot be cancelled,
 * and every write restarts its socket timeout, so that a busy writer would never notice a hung server.
 *
 * @param signal ends the connection, at any stage and at once
 * @throws DaemonError `redis_unavailable`, `redis_refused` (such as a wrong password), or `aborted`
 */
export async function openLink(options: LinkOptions, signal: AbortSignal): Promise<Link> {
  const op = `redis ${formatEndpoint(options.endpoint)}`;
  if (signal.aborted) throw new DaemonError('aborted', { op });
  const closed = new AbortController();
  const { promise: lost, resolve } = Promise.withResolvers<DaemonError>();
  // Not `createClient`: it builds a class with a method for each command of Redis, a quarter of the work of a start, and does so
  // anew for other options. What is sent here is named in full.
  const client = new RedisClient(clientOptions(options, closed.signal));

  const end = (reason: DaemonError) => {
    if (closed.signal.aborted) return;
    client.destroy();
    // The client forgets a socket that is still connecting; its signal does not.
    closed.abort(reason);
    resolve(reason);
  };
  const giveUp = (message: string) => end(new DaemonError('redis_unavailable', { op, message }));

  signal.addEventListener('abort', () => end(new DaemonError('aborted', { op })), {
    once: true,
    signal: closed.signal,
  });
  client.on('error', (error) => end(toRedisError(error, op)));
  const deadline = setTimeout(
    () => giveUp(`no answer within ${options.connectTimeoutMs} ms`),
    options.connectTimeoutMs,
  );
  try {
    await client.connect();
    const runId = parseRunId(await client.sendCommand(['INFO', 'server']), op);
    if (options.subscription) {
      const { patterns, onMessage } = options.subscription;
      // Resolves when the last pattern is confirmed; until then the client drops the messages of the others.
      await client.pSubscribe([...patterns], (payload, channel) => onMessage(channel, payload));
    }
    // INFO is answered while the server still loads its data set, PING is not.
    await client.sendCommand(['PING']);
    const clientId = await endPredecessor((args) => client.sendCommand(args), options.predecessor, runId);
    void watchSilence(() => client.sendCommand(['PING']), options, closed.signal, giveUp);
    return { runId, clientId, send: limited((args) => client.sendCommand(args), closed.signal), lost };
  } catch (error) {
    end(toRedisError(error, op));
    throw await lost;
  } finally {
    clearTimeout(deadline);
  }
}

function clientOptions(options: LinkOptions, signal: AbortSignal) {
  const { endpoint } = options;
  const common = { signal, connectTimeout: 0, reconnectStrategy: false } as const;
  return {
    socket:
      endpoint.kind === 'unix'
        ? { ...common, tls: false as const, path: endpoint.path }
        : { ...common, host: endpoint.host, port: endpoint.port },
    database: options.database,
    name: options.name,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    RESP: 3 as const,
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled' as const,
    commandsQueueMaxLength: MAX_UNANSWERED + RESERVED,
    // The client would give up commands that wait to be written, with one timer each; silence is watched here.
    commandOptions: { timeout: 0 },
  };
}

function parseRunId(info: unknown, op: string): string {
  const runId = /^run_id:(\S+)/m.exec(String(info))?.[1];
  if (runId === undefined) throw new DaemonError('redis_refused', { op, message: 'INFO server has no run_id' });
  return runId;
}

/** Ends what the server still has of the predecessor (ids are unique in one run of a server); returns our own id. */
async function endPredecessor(
  send: Link['send'],
  predecessor: LinkOptions['predecessor'],
  runId: string,
): Promise<number | undefined> {
  try {
    const id = predecessor?.runId === runId ? predecessor.clientId : undefined;
    if (id !== undefined) await send(['CLIENT', 'KILL', 'ID', String(id)]);
    const own = await send(['CLIENT', 'ID']);
    return typeof own === 'number' ? own : undefined;
  } catch (error) {
    // An ACL may forbid it. The risk it covers is too small to do without the server.
    if (error instanceof ErrorReply) return undefined;
    throw error;
  }
}

/** Sends PING again and again until `closed`; a reply that does not come in time is the only sign of a hung server. */
async function watchSilence(
  ping: () => Promise<unknown>,
  times: LinkOptions,
  closed: AbortSignal,
  giveUp: (message: string) => void,
): Promise<void> {
  while (true) {
    await nextBeat(times.pingIntervalMs, closed);
    if (closed.aborted) return;
    let answered = false;
    // After a pause of our own process the timer is due before the reply has been read: read first, then judge.
    const judge = () => setImmediate(() => answered || giveUp(`no answer for ${times.socketTimeoutMs} ms`));
    const timer = setTimeout(judge, times.socketTimeoutMs - times.pingIntervalMs);
    try {
      await ping();
    } catch {
      // An error reply is an answer too, and a connection that is lost has already said so.
    }
    answered = true;
    clearTimeout(timer);
  }
}

/** Bounds the unanswered commands, and names the reason of the end instead of the client's "disconnects client". */
function limited(send: Link['send'], closed: AbortSignal): Link['send'] {
  let unanswered = 0;
  return async (args) => {
    if (unanswered >= MAX_UNANSWERED) throw new Error(`more than ${MAX_UNANSWERED} commands are unanswered`);
    unanswered++;
    try {
      return await send(args);
    } catch (error) {
      throw closed.aborted && !(error instanceof ErrorReply) ? closed.reason : error;
    } finally {
      unanswered--;
    }
  };
}
