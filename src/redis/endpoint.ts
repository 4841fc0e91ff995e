/** Where a Redis server listens. */
export type RedisEndpoint =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** An endpoint for messages: `unix:/run/redis.sock`, `127.0.0.1:6379`, `[::1]:6379`. */
export function formatEndpoint(endpoint: RedisEndpoint): string {
  if (endpoint.kind === 'unix') return `unix:${endpoint.path}`;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${host}:${endpoint.port}`;
}
