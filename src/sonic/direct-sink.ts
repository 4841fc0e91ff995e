import type { Fence, RowWrite } from '../neighbor/row.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { loadScript } from '../redis/script.ts';
import { decodeDeferred, encodeRows, type RowSink, type ScriptCall, type SinkOptions } from './row-batch.ts';
import type { TableNames } from './table-names.ts';

/** Writes rows into the final hashes, for places without an orchagent (see `checkDirectAllowed`); never defers. */
export function createDirectSink(
  connection: Pick<RedisConnection, 'run'>,
  names: TableNames,
  options: SinkOptions,
): RowSink {
  const script = loadScript(new URL('./lua/direct-write.lua', import.meta.url));
  return {
    async apply(batch, fence) {
      if (batch.length === 0) return { deferred: [] };
      const { keys, args } = directCall(names, batch, fence, options.maxKeys);
      return decodeDeferred(await connection.run(script, keys, args));
    },
  };
}

/**
 * What `lua/direct-write.lua` is called with.
 *
 * @throws DaemonError `bug` for a batch that must not be written
 */
export function directCall(
  names: TableNames,
  batch: readonly RowWrite[],
  fence: Fence | undefined,
  maxKeys: number,
): ScriptCall {
  return {
    keys: fence ? [fence.key] : [],
    args: [names.finalPrefix, fence?.epoch ?? '', ...encodeRows(batch, maxKeys)],
  };
}
