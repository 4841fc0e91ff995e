import type { Config } from '../config/schema.ts';
import type { ConnectionOptions } from '../redis/connection.ts';
import type { Database } from '../sonic/database-config.ts';

/** How to connect to a database; `role` is what CLIENT LIST shows. */
export function connectionOptions({ redis }: Config, { endpoint, id }: Database, role: string): ConnectionOptions {
  return {
    endpoint,
    database: id,
    name: `neighsyncd-${role}`,
    ...(redis.username === '' ? {} : { username: redis.username }),
    ...(redis.password === '' ? {} : { password: redis.password }),
    connectTimeoutMs: redis.connect_timeout_ms,
    socketTimeoutMs: redis.socket_timeout_ms,
    pingIntervalMs: redis.ping_interval_ms,
    reconnectMaxMs: redis.reconnect_max_ms,
  };
}
