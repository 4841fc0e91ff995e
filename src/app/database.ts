import type { Config } from '../config/schema.ts';
import { createConnection, type RedisConnection } from '../redis/connection.ts';
import { checkDirectAllowed } from '../sonic/direct-guard.ts';
import { createDirectSink } from '../sonic/direct-sink.ts';
import { createProducerSink } from '../sonic/producer-sink.ts';
import { type TableNames, tableNames } from '../sonic/table-names.ts';
import { readTable } from '../sonic/table-reader.ts';
import type { NeighborSink, RowReader } from '../sync/ports.ts';
import type { RedisSelection } from './select-redis.ts';

const NEIGH_TABLE = 'NEIGH_TABLE';
const ROUTE_TABLE = 'ROUTE_TABLE';
/** orchagent pops at most so many at once by default. */
const ROUTES_PER_SCRIPT = 128;

/** The neighbor table in the selected Redis, not opened yet. */
export type NeighborDatabase = {
  readonly names: TableNames;
  readonly writer: RedisConnection;
  readonly reader: RedisConnection;
  readonly sink: NeighborSink;
  readonly readRows: RowReader;
  /** Rows per script at most. */
  readonly maxKeys: number;
};

/**
 * @param options.guarded each reading first makes sure that direct output bypasses no consumer (`output_refused`); for who
 *   only reads, nothing is bypassed
 */
export function createNeighborDatabase(
  config: Config,
  selection: RedisSelection,
  { guarded }: { readonly guarded: boolean },
): NeighborDatabase {
  const { applDb, output, selectedByDatabaseConfig } = selection;
  const names = tableNames(NEIGH_TABLE, applDb.id, applDb.separator);
  const connection = (role: string): RedisConnection => createConnection(connectionOptions(config, selection, role));
  const writer = connection('writer');
  const reader = connection('reader');
  const { batch_size, consumer_batch } = config.performance;
  const maxKeys = output === 'producer' ? Math.min(batch_size, consumer_batch) : batch_size;
  const createSink = output === 'producer' ? createProducerSink : createDirectSink;
  const guard = { force: config.deployment.force_direct, selectedByDatabaseConfig };
  return {
    names,
    writer,
    reader,
    sink: {
      apply: createSink(writer, names, { maxKeys }).apply,
      removeHostRoutes: hostRouteRemover(writer, selection),
    },
    readRows: async function* (signal) {
      await reader.ready(signal);
      if (guarded && output === 'direct') await checkDirectAllowed(reader, names, guard);
      yield* readTable(reader, names, output, signal);
    },
    maxKeys,
  };
}

/** Host routes are rows of ROUTE_TABLE, which only orchagent reads: with direct output there is nothing to remove. */
function hostRouteRemover(
  writer: RedisConnection,
  { applDb, output }: RedisSelection,
): NeighborSink['removeHostRoutes'] {
  const names = tableNames(ROUTE_TABLE, applDb.id, applDb.separator);
  const { apply } = createProducerSink(writer, names, { maxKeys: ROUTES_PER_SCRIPT });
  return async (routes) => {
    if (output === 'direct') return;
    for (let at = 0; at < routes.length; at += ROUTES_PER_SCRIPT) {
      const slice = routes.slice(at, at + ROUTES_PER_SCRIPT);
      await apply(
        slice.map(({ vrf, ip }) => ({ kind: 'delete', key: `${vrf}:${ip}` })),
        undefined,
      );
    }
  };
}

function connectionOptions({ redis }: Config, { applDb }: RedisSelection, role: string) {
  return {
    endpoint: applDb.endpoint,
    database: applDb.id,
    name: `neighsyncd-${role}`,
    ...(redis.username === '' ? {} : { username: redis.username }),
    ...(redis.password === '' ? {} : { password: redis.password }),
    connectTimeoutMs: redis.connect_timeout_ms,
    socketTimeoutMs: redis.socket_timeout_ms,
    pingIntervalMs: redis.ping_interval_ms,
    reconnectMaxMs: redis.reconnect_max_ms,
  };
}
