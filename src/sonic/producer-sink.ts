import type { Fence, RowWrite } from '../neighbor/row.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { loadScript } from '../redis/script.ts';
import { decodeDeferred, encodeRows, type RowSink, type ScriptCall, type SinkOptions } from './row-batch.ts';
import type { KeyWrite } from './row-check.ts';
import type { TableNames } from './table-names.ts';

/** Hands rows to a ConsumerStateTable (orchagent): staged, announced and published, in one script per batch. */
export function createProducerSink(
  connection: Pick<RedisConnection, 'run'>,
  names: TableNames,
  options: SinkOptions,
): RowSink {
  const script = loadScript(new URL('./lua/producer-write.lua', import.meta.url));
  return {
    async apply(batch, fence) {
      if (batch.length === 0) return { deferred: [] };
      const { keys, args } = producerCall(names, batch, fence, options.maxKeys);
      return decodeDeferred(await connection.run(script, keys, args));
    },
  };
}

/**
 * What `lua/producer-write.lua` is called with.
 *
 * @throws DaemonError `bug` for a batch that must not be written
 */
export function producerCall(
  names: TableNames,
  batch: readonly (RowWrite | KeyWrite)[],
  fence: Fence | undefined,
  maxKeys: number,
): ScriptCall {
  return {
    keys: [names.keySet, names.delSet, ...(fence ? [fence.key] : [])],
    args: [names.channel, names.stagingPrefix, fence?.epoch ?? '', ...encodeRows(batch, maxKeys)],
  };
}
