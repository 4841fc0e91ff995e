import { appendFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { type Daemon, startDaemon } from './daemon.ts';
import { createNamespace, kernelRows, type Namespace, neighborCommands } from './namespace.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { macs } from './rows.ts';
import { until } from './until.ts';

/** A daemon in step between a kernel and a Redis of its own. */
export type Scene = AsyncDisposable & {
  readonly redis: RedisServer;
  readonly namespace: Namespace;
  readonly daemon: Daemon;
};

export type SceneOptions = {
  /** permanent neighbors on Ethernet0 before the daemon starts, IPv4 and IPv6 in turn; default 300 */
  readonly neighbors?: number;
  /** `section.key=value`, besides what the scene sets itself */
  readonly settings?: readonly string[];
  /** arguments of redis-server */
  readonly redisArgs?: readonly string[];
};

/** Starts all three, direct output unless the settings say otherwise; the daemon reconnects fast. */
export async function createScene({
  neighbors = 300,
  settings = [],
  redisArgs = [],
}: SceneOptions = {}): Promise<Scene> {
  await using building = new AsyncDisposableStack();
  const redis = building.use(await startRedis({ args: redisArgs }));
  const namespace = building.use(await createNamespace());
  await namespace.batch(neighborCommands(neighbors));
  const own = [`redis.unix_socket=${redis.socket}`, 'metrics.port=0', 'redis.reconnect_max_ms=200'];
  const daemon = building.use(await startDaemon(namespace, ...own, ...settings));
  const resources = building.move();
  return { redis, namespace, daemon, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Waits until the database has exactly what `ip neigh` shows. */
export async function converged({ redis, namespace }: Pick<Scene, 'redis' | 'namespace'>, deadlineMs?: number) {
  const differs = async (): Promise<string | undefined> => {
    const [kernel, database] = await Promise.all([kernelRows(namespace), macs(redis)]);
    const keys = [...new Set([...kernel.keys(), ...database.keys()])].filter(
      (key) => kernel.get(key) !== database.get(key),
    );
    if (keys.length === 0) return undefined;
    const first = keys.slice(0, 5).map((key) => `${key} kernel ${kernel.get(key)} database ${database.get(key)}`);
    return `${keys.length} rows differ: ${first.join('; ')}`;
  };
  let difference: string | undefined;
  const same = async (): Promise<boolean> => {
    difference = await differs();
    return difference === undefined;
  };
  await until('kernel and database are equal', same, deadlineMs).catch((error) => {
    throw new Error(`${error.message} (${difference})`);
  });
}

/**
 * Waits until kernel and database are equal, and notes how long that took from `sinceMs` (performance.now) on: as a
 * diagnostic of the test, and in the file that RECOVERY_FIGURES names, for docs/RELIABILITY.md.
 */
export async function recovered(
  t: TestContext,
  scene: Pick<Scene, 'redis' | 'namespace'>,
  sinceMs: number,
  deadlineMs?: number,
) {
  await converged(scene, deadlineMs);
  noteFigure(t, Math.round(performance.now() - sinceMs), 'ms');
}

/** Notes a measured figure under the name of the test. */
export function noteFigure(t: TestContext, value: number, unit: 'ms' | 'MB'): void {
  t.diagnostic(`measured: ${value} ${unit}`);
  const file = process.env['RECOVERY_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ file: t.filePath, test: t.name, value, unit })}\n`);
}
