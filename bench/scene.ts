import type { RedisConnection } from '../src/redis/connection.ts';
import { startConsumer } from '../test/support/consumer.ts';
import { createNamespace, type Namespace } from '../test/support/namespace.ts';
import { connectTo, type RedisServer, startRedis } from '../test/support/redis-server.ts';
import { DATABASES, writeDatabaseConfig } from '../test/support/switch-databases.ts';
import type { Point } from './case.ts';
import { own } from './own.ts';
import { listenToPatterns } from './patterns.ts';
import { type Running, startRunning } from './running.ts';
import type { Subject } from './subject.ts';
import { openWriteWatch, type WriteWatch } from './write-watch.ts';

const REDIS_PORT = 6379;
/** Comparing 128,000 rows keeps Redis for more than a second. */
const SILENCE_MS = 60_000;

/** A kernel, a Redis, and a daemon that waits to be started: one round's own. */
export type Scene = {
  readonly namespace: Namespace;
  readonly redis: RedisServer;
  readonly connection: RedisConnection;
  readonly watch: WriteWatch;
  /** see `Subject` */
  readonly reportsHeap: boolean;
  /** The daemon, once it was started. */
  readonly daemon: () => Running | undefined;
  /** Starts the daemon, and returns at once. */
  readonly start: (env?: Readonly<Record<string, string>>) => Running;
  /** Ends it with SIGTERM; it can be started again. */
  readonly stop: () => Promise<void>;
};

/** @param stack owns all of it, as soon as it is there */
export async function createScene(
  stack: AsyncDisposableStack,
  subject: Subject | undefined,
  point: Point,
): Promise<Scene> {
  const namespace = await own(stack, createNamespace());
  const args = ['--bind', '127.0.0.1', '--port', String(REDIS_PORT)];
  const redis = await own(stack, startRedis({ inside: namespace, args }));
  const connection = await own(stack, connectTo(redis, { socketTimeoutMs: SILENCE_MS }));
  if (point.output === 'consumer') await own(stack, startConsumer(redis, { log: false }));
  if (point.patterns > 0) await own(stack, listenToPatterns(redis, point.patterns));
  const watch = await own(stack, openWriteWatch(connection));
  const environment = {
    REDIS_SOCKET: redis.socket,
    REDIS_HOST: '127.0.0.1',
    REDIS_PORT: String(REDIS_PORT),
    REDIS_DB: String(DATABASES.appl_db),
    SONIC_DB_CONFIG: await writeDatabaseConfig(redis),
  };
  let daemon: Running | undefined;
  return {
    namespace,
    redis,
    connection,
    watch,
    reportsHeap: subject?.reportsHeap ?? false,
    daemon: () => daemon,
    start: (env = {}) => {
      const command = subject?.command(point.output);
      if (command === undefined) throw new Error(`${subject?.name ?? 'nobody'} has no output ${point.output}`);
      daemon = stack.use(startRunning(namespace, command, { ...environment, ...env }));
      return daemon;
    },
    stop: async () => {
      await daemon?.stop();
      daemon = undefined;
    },
  };
}
