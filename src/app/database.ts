import type { Config } from '../config/schema.ts';
import { createConnection, type RedisConnection } from '../redis/connection.ts';
import { checkDirectAllowed } from '../sonic/direct-guard.ts';
import { createDirectSink } from '../sonic/direct-sink.ts';
import { createFailedTable } from '../sonic/failed-table.ts';
import { createProducerSink } from '../sonic/producer-sink.ts';
import { createHostRouteSink } from '../sonic/route-sink.ts';
import type { SinkOptions } from '../sonic/row-batch.ts';
import { type TableNames, tableNames } from '../sonic/table-names.ts';
import { createTableReader } from '../sonic/table-reader.ts';
import type { FailedReader, KeyReader, NeighborSink, RowReader } from '../sync/ports.ts';
import { connectionOptions } from './connection-options.ts';
import type { RedisSelection } from './select-redis.ts';

const NEIGH_TABLE = 'NEIGH_TABLE';
const ROUTE_TABLE = 'ROUTE_TABLE';
const NEIGH_FAILED_TABLE = 'NEIGH_FAILED_TABLE';
/** orchagent pops at most so many at once by default. */
const KEYS_PER_SCRIPT = 128;

/** The neighbor table in the selected Redis, not opened yet. */
export type NeighborDatabase = {
  readonly names: TableNames;
  readonly writer: RedisConnection;
  readonly reader: RedisConnection;
  readonly sink: NeighborSink;
  readonly readRows: RowReader;
  readonly readKeys: KeyReader;
  readonly readFailed: FailedReader;
};

/**
 * @param options.limits the sink refuses larger batches; `maxKeys` may change
 * @param options.guarded each reading first makes sure that direct output bypasses no consumer (`output_refused`); for who
 *   only reads, nothing is bypassed
 */
export function createNeighborDatabase(
  config: Config,
  selection: RedisSelection,
  { guarded, limits }: { readonly guarded: boolean; readonly limits: SinkOptions },
): NeighborDatabase {
  const { applDb, output, selectedByDatabaseConfig } = selection;
  const names = tableNames(NEIGH_TABLE, applDb.id, applDb.separator);
  const failedNames = tableNames(NEIGH_FAILED_TABLE, applDb.id, applDb.separator);
  const connection = (role: string): RedisConnection => createConnection(connectionOptions(config, applDb, role));
  const writer = connection('writer');
  const reader = connection('reader');
  const createSink = output === 'producer' ? createProducerSink : createDirectSink;
  const table = createTableReader(reader, names, output);
  const failedTable = createTableReader(reader, failedNames, output);
  const guard = { force: config.deployment.force_direct, selectedByDatabaseConfig };
  return {
    names,
    writer,
    reader,
    sink: {
      apply: createSink(writer, names, limits).apply,
      removeHostRoutes: hostRouteRemover(writer, selection),
      writeFailed: failedWriter(writer, failedNames, output),
    },
    readFailed: async (signal) => {
      await reader.ready(signal);
      const keys: string[] = [];
      for await (const rows of failedTable.read(signal)) keys.push(...rows.map(({ key }) => key));
      return keys;
    },
    readKeys: async (keys, signal) => {
      await reader.ready(signal);
      return await table.readKeys(keys);
    },
    readRows: async function* (signal, sliceKeys) {
      await reader.ready(signal);
      if (guarded && output === 'direct') await checkDirectAllowed(reader, names, guard);
      yield* table.read(signal, sliceKeys);
    },
  };
}

/** Host routes are rows of ROUTE_TABLE, which only orchagent reads: with direct output there is nothing to remove. */
function hostRouteRemover(
  writer: RedisConnection,
  { applDb, output }: RedisSelection,
): NeighborSink['removeHostRoutes'] {
  const names = tableNames(ROUTE_TABLE, applDb.id, applDb.separator);
  const sink = createHostRouteSink(writer, names, { maxKeys: KEYS_PER_SCRIPT });
  return async (routes) => {
    if (output === 'direct') return;
    for (let at = 0; at < routes.length; at += KEYS_PER_SCRIPT) {
      await sink.remove(routes.slice(at, at + KEYS_PER_SCRIPT));
    }
  };
}

/** As host routes: only orchagent reads NEIGH_FAILED_TABLE. */
function failedWriter(
  writer: RedisConnection,
  names: TableNames,
  output: RedisSelection['output'],
): NeighborSink['writeFailed'] {
  const table = createFailedTable(writer, names, { maxKeys: KEYS_PER_SCRIPT });
  return async (changes) => {
    if (output === 'direct') return;
    for (let at = 0; at < changes.length; at += KEYS_PER_SCRIPT)
      await table.apply(changes.slice(at, at + KEYS_PER_SCRIPT));
  };
}
