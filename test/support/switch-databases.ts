import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RedisServer } from './redis-server.ts';

/** The databases of a switch, by the names that scenarios use. */
export const DATABASES = { appl_db: 0, config_db: 4, state_db: 6 } as const;

/** Writes a database_config.json for all of them beside the socket of the server, and returns where it is. */
export async function writeDatabaseConfig({ socket }: Pick<RedisServer, 'socket'>): Promise<string> {
  const instance = 'redis';
  const content = {
    INSTANCES: { redis: { hostname: '127.0.0.1', port: 6379, unix_socket_path: socket } },
    DATABASES: {
      APPL_DB: { id: DATABASES.appl_db, separator: ':', instance },
      CONFIG_DB: { id: DATABASES.config_db, separator: '|', instance },
      STATE_DB: { id: DATABASES.state_db, separator: '|', instance },
    },
    VERSION: '1.0',
  };
  const file = join(dirname(socket), 'database_config.json');
  await writeFile(file, JSON.stringify(content));
  return file;
}
