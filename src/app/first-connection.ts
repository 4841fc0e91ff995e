import type { RedisConnection } from '../redis/connection.ts';

/** Opens a connection and waits for it; who asks wants to know at once that nobody is there. Rejects with why. */
export async function firstConnection(connection: RedisConnection, signal: AbortSignal): Promise<void> {
  const failed = Promise.withResolvers<never>();
  using _state = connection.onState((state) => state.kind === 'down' && failed.reject(state.reason));
  connection.open(signal);
  await Promise.race([connection.ready(signal), failed.promise]);
}
