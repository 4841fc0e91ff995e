import { DaemonError } from '../base/errors.ts';
import { CONFIG_DB_TABLE } from '../config/config-db.ts';
import type { Config } from '../config/schema.ts';
import { createConnection } from '../redis/connection.ts';
import { createSubscriber } from '../redis/subscriber.ts';
import { createConfigReader } from '../sonic/config-reader.ts';
import type { ConfigRows } from '../sonic/config-rows.ts';
import { createConfigWatch } from '../sonic/config-watch.ts';
import type { Database } from '../sonic/database-config.ts';
import { insufficientEvents } from '../sonic/keyspace-events.ts';
import { SWITCH_CONFIG_TABLES } from '../sonic/switch-config.ts';
import { WARM_RESTART_CONFIG } from '../sonic/warm-restart.ts';
import { keyspacePattern, type WatchedTable, watchedKeys } from '../sonic/watched-keys.ts';
import { connectionOptions } from './connection-options.ts';

export const LOGGER_TABLE = 'LOGGER';
export const LOGGER_KEY = 'neighsyncd';

const WATCHED: readonly WatchedTable[] = [
  { table: SWITCH_CONFIG_TABLES.peerSwitch },
  { table: SWITCH_CONFIG_TABLES.evpnNvo },
  ...SWITCH_CONFIG_TABLES.interfaces.map((table) => ({ table })),
  { table: LOGGER_TABLE, key: LOGGER_KEY },
  { table: CONFIG_DB_TABLE },
  WARM_RESTART_CONFIG,
];

/** CONFIG_DB, followed for as long as `run` runs. */
export type ConfigDb = AsyncDisposable & {
  /** Writes a field of LOGGER|neighsyncd, unless somebody else has meanwhile. */
  readonly writeLoggerField: (field: string, value: string) => Promise<void>;
  readonly run: (signal: AbortSignal) => Promise<void>;
};

export type ConfigDbListener = {
  readonly onRows: (rows: ConfigRows) => void;
  readonly onFailure: (error: DaemonError) => void;
  /** The server does not tell of changes, by this setting: they are only seen by the slow reading. Told once for each setting. */
  readonly onDeaf: (setting: string) => void;
};

/** Reads and follows what CONFIG_DB says of the switch, of our log and of our configuration. */
export function createConfigDb(config: Config, database: Database, tell: ConfigDbListener): ConfigDb {
  const reader = createConnection(connectionOptions(config, database, 'config'));
  const patterns = [keyspacePattern(database.id)];
  const subscriber = createSubscriber({ ...connectionOptions(config, database, 'subscriber'), patterns });
  const { id: databaseId, separator } = database;
  const watch = createConfigWatch({ reader, subscriber, databaseId, separator, tables: WATCHED, ...tell });
  const deafBy = new Set<string>();
  const askForEvents = async (): Promise<void> => {
    // A connection that is lost comes up again, and then it is asked again.
    const setting = await insufficientEvents(reader).catch(() => undefined);
    if (setting === undefined || deafBy.has(setting)) return;
    deafBy.add(setting);
    tell.onDeaf(setting);
  };
  const loggerKey = `${LOGGER_TABLE}${separator}${LOGGER_KEY}`;
  return {
    writeLoggerField: async (field, value) => {
      try {
        await reader.command(['HSETNX', loggerKey, field, value]);
      } catch (thrown) {
        tell.onFailure(DaemonError.from(thrown, `write ${loggerKey}`));
      }
    },
    run: async (signal) => {
      using _up = reader.onState(({ kind }) => kind === 'up' && void askForEvents());
      reader.open(signal);
      subscriber.open(signal);
      await watch.run(signal);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([reader[Symbol.asyncDispose](), subscriber[Symbol.asyncDispose]()]);
    },
  };
}

/** Reads it once. */
export async function readConfigDb(config: Config, database: Database, signal: AbortSignal): Promise<ConfigRows> {
  await using reader = createConnection(connectionOptions(config, database, 'config'));
  reader.open(signal);
  await reader.ready(signal);
  return await createConfigReader(reader, watchedKeys(WATCHED, database.separator), () => {}).readAll(signal);
}
