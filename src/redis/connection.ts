import { onAbort, pause } from '../base/abort.ts';
import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import { DaemonError } from '../base/errors.ts';
import { formatEndpoint } from './endpoint.ts';
import { isNoScript, toRedisError } from './errors.ts';
import { type Link, type LinkOptions, openLink } from './link.ts';
import type { LuaScript } from './script.ts';

const FIRST_RECONNECT_MS = 50;

/** A connection that is opened anew for as long as it is wanted. */
export type ConnectionOptions = Omit<LinkOptions, 'predecessor'> & {
  /** longest pause between two attempts; the first is 50 ms, doubled each time, with jitter */
  readonly reconnectMaxMs: number;
  /** for the jitter: a number in [0, 1) */
  readonly random?: () => number;
};

/**
 * What a listener is told: `up` when commands can be sent, `down` once per loss, and once if the server is not there at
 * the start. `sameServer` is false after a restart of the server and on the first connection.
 */
export type ConnectionState =
  | { readonly kind: 'up'; readonly runId: string; readonly sameServer: boolean }
  | { readonly kind: 'down'; readonly reason: DaemonError };

/** A connection to one database. Every rejection is a DaemonError; disposing ends it at once, hung server or not. */
export type RedisConnection = AsyncDisposable & {
  /** for messages */
  readonly where: string;
  readonly isUp: boolean;
  /** how often it has come up: a read in several commands is of one server only if this has not changed */
  readonly generation: number;
  /** why it is down, or why the last attempt to connect failed */
  readonly lastFailure: DaemonError | undefined;
  /** Starts connecting, for ever; returns at once. Aborting `signal` ends it as disposing does. */
  readonly open: (signal: AbortSignal) => void;
  /**
   * Sends one command. While the connection is down it is refused, not queued.
   *
   * @throws DaemonError `redis_unavailable`: the outcome is unknown; nothing is ever sent again behind the caller's back
   * @throws DaemonError `redis_refused`, `fenced`: the server's error reply
   */
  readonly command: (args: readonly string[]) => Promise<unknown>;
  /** Runs a script by its digest, or by its source if the server does not have it; rejects as `command` does. */
  readonly run: (script: LuaScript, keys: readonly string[], args: readonly string[]) => Promise<unknown>;
  /** Gives the connection up as if it had been lost, and opens another one at once. */
  readonly renew: () => void;
  /** Tells `listener`, which must not throw, of every later change. */
  readonly onState: (listener: (state: ConnectionState) => void) => Disposable;
  /**
   * Waits until the connection is up.
   *
   * @throws DaemonError `aborted` when `signal` is aborted or the connection is ended
   */
  readonly ready: (signal: AbortSignal) => Promise<void>;
};

/** A connection that does nothing until it is opened. */
export function createConnection(options: ConnectionOptions): RedisConnection {
  const where = formatEndpoint(options.endpoint);
  const plan: BackoffPlan = { firstMs: FIRST_RECONNECT_MS, maxMs: options.reconnectMaxMs };
  const random = options.random ?? Math.random;
  const ended = new AbortController();
  const listeners = new Set<(state: ConnectionState) => void>();
  let link: Link | undefined;
  let generation = 0;
  let predecessor: Link | undefined;
  let lastFailure: DaemonError | undefined;
  let told: ConnectionState['kind'] | undefined;
  let keeping: Promise<void> | undefined;
  /** Aborted to give up this connection, or the pause before the next one. */
  let renewal = new AbortController();

  function tell(state: ConnectionState): void {
    if (told === 'down' && state.kind === 'down') return;
    told = state.kind;
    for (const listener of [...listeners]) listener(state);
  }

  async function keepConnected(signal: AbortSignal): Promise<void> {
    using _ = onAbort(signal, () => ended.abort());
    for (let attempt = 0; !ended.signal.aborted; attempt++) {
      const generationBefore = generation;
      const reason = await stayConnected();
      if (ended.signal.aborted) return;
      if (generation > generationBefore) attempt = 0;
      lastFailure = reason;
      tell({ kind: 'down', reason });
      if (renewal.signal.aborted) attempt = 0;
      await pause(backoffMs(plan, attempt, random()), AbortSignal.any([ended.signal, renewal.signal]));
    }
  }

  /** Connects once; returns when that has failed or, much later, when the connection is lost. */
  async function stayConnected(): Promise<DaemonError> {
    let opened: Link;
    renewal = new AbortController();
    try {
      opened = await openLink({ ...options, predecessor }, AbortSignal.any([ended.signal, renewal.signal]));
    } catch (error) {
      return renewed(DaemonError.from(error, where));
    }
    link = opened;
    goUp(link);
    const reason = await opened.lost;
    link = undefined;
    return renewed(reason);
  }

  function renewed(reason: DaemonError): DaemonError {
    if (reason.code !== 'aborted') return reason;
    return new DaemonError('redis_unavailable', { op: where, message: 'given up, to be opened anew' });
  }

  function goUp(up: Link): void {
    const { runId } = up;
    const sameServer = runId === predecessor?.runId;
    predecessor = up;
    lastFailure = undefined;
    generation++;
    tell({ kind: 'up', runId, sameServer });
  }

  async function command(args: readonly string[]): Promise<unknown> {
    try {
      return await send(args);
    } catch (error) {
      throw rejection(error, args[0]);
    }
  }

  async function run(script: LuaScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await send(['EVALSHA', script.sha1, ...rest]);
    } catch (error) {
      if (!isNoScript(error)) throw rejection(error, 'EVALSHA');
      return command(['EVAL', script.source, ...rest]);
    }
  }

  function send(args: readonly string[]): Promise<unknown> {
    if (link) return link.send(args);
    const message = `not connected${lastFailure ? `: ${lastFailure.message}` : ''}`;
    return Promise.reject(new Error(message));
  }

  /** A command that ends with its connection has an unknown outcome, whatever ended the connection. */
  function rejection(error: unknown, name: string | undefined): DaemonError {
    const op = `redis ${name}`;
    if (!(error instanceof DaemonError)) return toRedisError(error, op);
    return new DaemonError('redis_unavailable', { op, message: error.message, cause: error });
  }

  function onState(listener: (state: ConnectionState) => void): Disposable {
    listeners.add(listener);
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  }

  async function ready(signal: AbortSignal): Promise<void> {
    if (link) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => reject(new DaemonError('aborted', { op: `wait for ${where}` }));
    using _up = onState((state) => state.kind === 'up' && resolve());
    using _aborted = onAbort(signal, giveUp);
    using _ended = onAbort(ended.signal, giveUp);
    await promise;
  }

  return {
    where,
    get isUp() {
      return link !== undefined;
    },
    get generation() {
      return generation;
    },
    get lastFailure() {
      return lastFailure;
    },
    open(signal) {
      keeping ??= keepConnected(signal);
    },
    command,
    run,
    onState,
    ready,
    renew: () => renewal.abort(),
    async [Symbol.asyncDispose]() {
      ended.abort();
      await keeping;
    },
  };
}
