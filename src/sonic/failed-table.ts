import type { Fence } from '../neighbor/row.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { loadScript } from '../redis/script.ts';
import { producerCall } from './producer-sink.ts';
import type { SinkOptions } from './row-batch.ts';
import type { KeyWrite } from './row-check.ts';
import type { TableNames } from './table-names.ts';

/** Tells orchagent which neighbors do not answer: a row without fields for each, under the key of the neighbor's row. */
export type FailedTable = {
  /**
   * Sets and deletes rows in one script, each key once.
   *
   * @throws DaemonError as `RowSink.apply`
   */
  readonly apply: (batch: readonly KeyWrite[], fence?: Fence) => Promise<void>;
};

/** @param names of `NEIGH_FAILED_TABLE` in APPL_DB; without a consumer (older images) its rows pile up in the key set */
export function createFailedTable(
  connection: Pick<RedisConnection, 'run'>,
  names: TableNames,
  options: SinkOptions = { maxKeys: 128 },
): FailedTable {
  const script = loadScript(new URL('./lua/producer-write.lua', import.meta.url));
  return {
    async apply(batch, fence) {
      if (batch.length === 0) return;
      const { keys, args } = producerCall(names, batch, fence, options.maxKeys);
      await connection.run(script, keys, args);
    },
  };
}
