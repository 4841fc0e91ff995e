import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DaemonError } from '../base/errors.ts';
import type { RedisEndpoint } from '../redis/endpoint.ts';

/** Where SONiC's database container leaves the file. */
export const DATABASE_CONFIG_PATH = '/var/run/redis/sonic-db/database_config.json';

/** One SONiC database, with its instance resolved to where it listens. */
export type Database = { readonly endpoint: RedisEndpoint; readonly id: number; readonly separator: string };

/** A validated database_config.json. */
export type DatabaseConfig = {
  /** every database of the file by name */
  readonly databases: ReadonlyMap<string, Database>;
  readonly applDb: Database;
  readonly configDb: Database | undefined;
  readonly stateDb: Database | undefined;
};

// The file belongs to SONiC and grows new keys with its releases, so unknown ones are no errors here.
const Instance = z.object({
  hostname: z.string().optional(),
  port: z.int().min(1).max(65535).optional(),
  unix_socket_path: z.string().optional(),
});
const DatabaseEntry = z.object({
  id: z.int().min(0),
  separator: z.string().min(1),
  instance: z.string(),
});
const File = z.object({
  INSTANCES: z.record(z.string(), Instance),
  DATABASES: z.record(z.string(), DatabaseEntry),
});

/**
 * Reads and checks SONiC's list of databases.
 *
 * @throws DaemonError `database_config_invalid`, also if the file is missing or unreadable
 */
export function readDatabaseConfig(path: string = DATABASE_CONFIG_PATH): DatabaseConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error), error);
  }
  return parseDatabaseConfig(text, path);
}

/**
 * Checks the text of a database_config.json; the unix socket of an instance is preferred over its port, as in SONiC.
 *
 * @param path for messages
 * @throws DaemonError `database_config_invalid` that names the file, the place in it and the offending value
 */
export function parseDatabaseConfig(text: string, path: string): DatabaseConfig {
  const file = File.safeParse(parseJson(text, path), { reportInput: true });
  if (!file.success) throw invalid(path, file.error.issues.map(formatIssue).join('; '));
  const databases = new Map<string, Database>();
  for (const [name, { id, separator, instance }] of Object.entries(file.data.DATABASES)) {
    databases.set(name, { endpoint: endpointOf(instance, name, file.data, path), id, separator });
  }
  const applDb = databases.get('APPL_DB');
  if (!applDb) throw invalid(path, 'DATABASES.APPL_DB: missing');
  return { databases, applDb, configDb: databases.get('CONFIG_DB'), stateDb: databases.get('STATE_DB') };
}

function endpointOf(name: string, database: string, file: z.infer<typeof File>, path: string): RedisEndpoint {
  const instance = Object.hasOwn(file.INSTANCES, name) ? file.INSTANCES[name] : undefined;
  if (!instance) throw invalid(path, `DATABASES.${database}.instance: ${JSON.stringify(name)} is not in INSTANCES`);
  const { hostname, port, unix_socket_path } = instance;
  if (unix_socket_path) return { kind: 'unix', path: unix_socket_path };
  if (hostname && port !== undefined) return { kind: 'tcp', host: hostname, port };
  throw invalid(path, `INSTANCES.${name}: neither unix_socket_path nor hostname and port`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, `not JSON: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function formatIssue(issue: z.core.$ZodIssue): string {
  const place = issue.path.join('.') || 'top level';
  if (issue.input === undefined) return `${place}: missing`;
  const reason = issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
  return `${place}: ${reason}, got ${JSON.stringify(issue.input)}`;
}

function invalid(path: string, message: string, cause?: unknown): DaemonError {
  return new DaemonError('database_config_invalid', { op: path, message, cause });
}
