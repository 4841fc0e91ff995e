import { type Daemon, startDaemon } from './daemon.ts';
import { createNamespace, type Namespace, neighborCommands } from './namespace.ts';
import { type RedisProxy, startProxy } from './redis-proxy.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

/** As a scene, but the daemon reaches its Redis through a proxy only. */
export type ProxiedScene = AsyncDisposable & {
  readonly redis: RedisServer;
  readonly proxy: RedisProxy;
  readonly namespace: Namespace;
  readonly daemon: Daemon;
};

/** Starts all four, with 300 permanent neighbors on Ethernet0. */
export async function createProxiedScene(settings: readonly string[] = []): Promise<ProxiedScene> {
  await using building = new AsyncDisposableStack();
  const redis = building.use(await startRedis());
  const proxy = building.use(await startProxy(redis));
  const namespace = building.use(await createNamespace());
  await namespace.batch(neighborCommands(300));
  const own = [`redis.unix_socket=${proxy.socket}`, 'metrics.port=0', 'redis.reconnect_max_ms=200'];
  const daemon = building.use(await startDaemon(namespace, ...own, ...settings));
  const resources = building.move();
  return { redis, proxy, namespace, daemon, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
