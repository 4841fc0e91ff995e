import assert from 'node:assert/strict';
import type { ConnectionState, RedisConnection } from '../../src/redis/connection.ts';

/** Every state from now on; `next` waits for one that has not been taken yet. */
export function watchStates(connection: Pick<RedisConnection, 'onState'>) {
  const states: ConnectionState[] = [];
  let taken = 0;
  let wake = () => {};
  connection.onState((state) => {
    states.push(state);
    wake();
  });
  async function next<K extends ConnectionState['kind']>(kind: K): Promise<Extract<ConnectionState, { kind: K }>> {
    while (taken === states.length) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
    const state = states[taken++];
    assert.equal(state?.kind, kind);
    return state as Extract<ConnectionState, { kind: K }>;
  }
  return { states, next };
}
