import { type ConnectionOptions, createConnection, type RedisConnection } from './connection.ts';

export type SubscriberOptions = Omit<ConnectionOptions, 'subscription'> & {
  /** globs as PSUBSCRIBE takes them, at least one */
  readonly patterns: readonly string[];
};

/** Is told of a message; must not throw. */
export type MessageListener = (channel: string, payload: string) => void;

/**
 * A connection that listens to patterns, and subscribes anew whenever it was lost: its reconnection and its watch for a
 * hung server are those of RedisConnection.
 *
 * It is `up` when every pattern is confirmed. Redis keeps no message for who is away: what was published before an `up`
 * may have been missed, so whoever mirrors a state listens first, and reads it after each `up`.
 */
export type Subscriber = AsyncDisposable &
  Pick<RedisConnection, 'where' | 'isUp' | 'generation' | 'lastFailure' | 'open' | 'onState' | 'ready'> & {
    /** Tells `listener` of every later message, once for each pattern that matches. */
    readonly onMessage: (listener: MessageListener) => Disposable;
  };

/** A subscriber that does nothing until it is opened. */
export function createSubscriber({ patterns, ...options }: SubscriberOptions): Subscriber {
  const listeners = new Set<MessageListener>();
  const onMessage: MessageListener = (channel, payload) => {
    for (const listener of [...listeners]) listener(channel, payload);
  };
  const connection = createConnection({ ...options, subscription: { patterns, onMessage } });
  const { where, open, onState, ready } = connection;
  return {
    where,
    get isUp() {
      return connection.isUp;
    },
    get generation() {
      return connection.generation;
    },
    get lastFailure() {
      return connection.lastFailure;
    },
    open,
    onState,
    ready,
    onMessage(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}
