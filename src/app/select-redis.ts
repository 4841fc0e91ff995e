import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DaemonError } from '../base/errors.ts';
import type { Config } from '../config/schema.ts';
import type { RedisEndpoint } from '../redis/endpoint.ts';
import { DATABASE_CONFIG_PATH, type Database, readDatabaseConfig } from '../sonic/database-config.ts';

/** Which Redis, and how rows are written to it. */
export type RedisSelection = {
  readonly applDb: Database;
  /** Undefined where there is no SONiC. */
  readonly configDb: Database | undefined;
  /** Undefined where there is no SONiC. */
  readonly stateDb: Database | undefined;
  readonly output: 'producer' | 'direct';
  /** What selected it, for people. */
  readonly source: string;
  /** Where the private redis-server is to live, when that is the one. */
  readonly embedded: { readonly directory: string; readonly socket: string } | undefined;
  readonly selectedByDatabaseConfig: boolean;
};

const DEFAULT_SEPARATOR = ':';

/**
 * Selects the Redis: an explicit server, else an explicit database_config.json, else SONiC's own if it exists, else the
 * private server if that is allowed. Never a server that merely happens to listen on 6379.
 *
 * Throws `config_invalid` when nothing selects one, `database_config_invalid`, or `output_refused`.
 */
export function selectRedis(config: Config, databaseConfigPath = DATABASE_CONFIG_PATH): RedisSelection {
  const { redis, deployment } = config;
  const explicit = explicitEndpoint(config);
  if (explicit !== undefined) {
    const applDb = { endpoint: explicit, id: redis.database, separator: DEFAULT_SEPARATOR };
    return { applDb, ...plain('configuration', outputOr('direct', config)) };
  }
  const path = redis.database_config || (existsSync(databaseConfigPath) ? databaseConfigPath : undefined);
  if (path !== undefined) {
    const { applDb, configDb, stateDb } = readDatabaseConfig(path);
    const output = outputOr('producer', config);
    if (output === 'direct' && !deployment.force_direct) {
      const message = `refused, because Redis was selected by ${path}: orchagent reads it (deployment.force_direct = true to insist)`;
      throw new DaemonError('output_refused', { op: 'direct output', message });
    }
    return { applDb, ...plain(path, output), configDb, stateDb, selectedByDatabaseConfig: true };
  }
  if (redis.embedded) return embedded(config);
  const message = `no Redis is selected: set redis.unix_socket, redis.host or redis.database_config (--sonic-db-config), or redis.embedded = true for a private one`;
  throw new DaemonError('config_invalid', { op: 'select Redis', message });
}

function embedded(config: Config): RedisSelection {
  const directory = resolve(config.redis.embedded_dir);
  const socket = `${directory}/redis.sock`;
  const applDb = { endpoint: { kind: 'unix', path: socket }, id: 0, separator: DEFAULT_SEPARATOR } as const;
  return { applDb, ...plain('a private redis-server', outputOr('direct', config)), embedded: { directory, socket } };
}

function plain(source: string, output: 'producer' | 'direct') {
  return {
    source,
    output,
    configDb: undefined,
    stateDb: undefined,
    embedded: undefined,
    selectedByDatabaseConfig: false,
  };
}

function explicitEndpoint({ redis }: Config): RedisEndpoint | undefined {
  if (redis.unix_socket !== '') return { kind: 'unix', path: redis.unix_socket };
  return redis.host === '' ? undefined : { kind: 'tcp', host: redis.host, port: redis.port };
}

function outputOr(fallback: 'producer' | 'direct', { deployment }: Config): 'producer' | 'direct' {
  return deployment.output === 'auto' ? fallback : deployment.output;
}
