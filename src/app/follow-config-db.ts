import { systemClock } from '../base/clock.ts';
import type { DaemonError } from '../base/errors.ts';
import type { Config } from '../config/schema.ts';
import type { ConfigRows } from '../sonic/config-rows.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type ConfigDb, createConfigDb } from './config-db.ts';
import { createFailureLog } from './failure-log.ts';
import type { RedisSelection } from './select-redis.ts';

/** CONFIG_DB, where there is one: until it has been read nothing is written. */
export function followConfigDb(
  config: Config,
  { configDb }: RedisSelection,
  onRows: (rows: ConfigRows) => void,
  logger: Logger,
  resources: AsyncDisposableStack,
): ConfigDb | undefined {
  if (configDb === undefined) return undefined;
  const failures = createFailureLog(logger, systemClock.monotonicMs);
  const onFailure = (error: DaemonError): void =>
    failures.warn('config_db', 'CONFIG_DB could not be read and is tried again', error);
  const onDeaf = (setting: string): void =>
    logger.warn('Redis does not tell of changes in CONFIG_DB: they are seen after up to 5 minutes, ignoring', {
      notify_keyspace_events: setting,
    });
  return resources.use(createConfigDb(config, configDb, { onRows, onFailure, onDeaf }));
}
