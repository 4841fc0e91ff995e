import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Consumer, type Operation, startConsumer } from '../consumer.ts';
import { type Daemon, launchDaemon } from '../daemon.ts';
import { createNamespace, type Namespace } from '../namespace.ts';
import { type RedisServer, startRedis } from '../redis-server.ts';
import { writeDatabaseConfig } from '../switch-databases.ts';

/** Names of our own doing, which no scenario sees: the link and the key by which `settle` knows that all is done. */
export const FENCE = 'fence';

/** Everything a scenario plays with. Disposing ends it all. */
export type World = AsyncDisposable & {
  readonly namespace: Namespace;
  readonly redis: RedisServer;
  /** its settings, as `--set` takes them; a restart keeps them */
  readonly settings: string[];
  daemon: Daemon | undefined;
  consumer: Consumer;
  consumerPaused: boolean;
  /** what consumers that have ended had applied */
  readonly past: Operation[];
  /** CONFIG_DB was written since the daemon was last known to have read it */
  configTouched: boolean;
  /** how many operations there had been at each mark */
  readonly marks: Map<string, number>;
  /** network namespaces of the hosts behind ports, by port */
  readonly hosts: Map<string, string>;
};

/** A switch with two ports, an empty database, and a consumer; the daemon does not run yet. */
export async function createWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis());
  const namespace = stack.use(await createNamespace());
  const file = await writeDatabaseConfig(redis);
  const consumer = await startConsumer(redis);
  const owned = stack.move();
  const world: World = {
    namespace,
    redis,
    settings: [`redis.database_config=${JSON.stringify(file)}`],
    daemon: undefined,
    consumer,
    consumerPaused: false,
    past: [],
    configTouched: false,
    marks: new Map(),
    hosts: new Map(),
    [Symbol.asyncDispose]: async () => {
      await world.daemon?.[Symbol.asyncDispose]();
      await world.consumer[Symbol.asyncDispose]();
      for (const name of world.hosts.values()) await promisify(execFile)('ip', ['netns', 'del', name]);
      await owned.disposeAsync();
    },
  };
  return world;
}

/** What the consumer has applied so far, in its order. */
export function operations({ past, consumer }: World): readonly Operation[] {
  return [...past, ...consumer.operations].filter(({ key }) => key !== FENCE && !key.startsWith(`${FENCE}:`));
}

/** The daemon that must be running. */
export function running({ daemon }: World): Daemon {
  if (daemon === undefined) throw new Error('the daemon is not running');
  return daemon;
}

export async function start(world: World): Promise<void> {
  if (world.daemon !== undefined) throw new Error('the daemon is running already');
  world.configTouched = false;
  world.daemon = await launchDaemon(world.namespace, ...world.settings);
  await world.daemon.logged('in step');
}

export async function stop(world: World): Promise<void> {
  await running(world).stop();
  world.daemon = undefined;
}

/** A command for redis-cli in one of the databases; what Redis refuses is thrown. */
export async function redisCommand(world: World, database: number, ...command: readonly string[]): Promise<string> {
  return world.redis.cli('-e', '-n', String(database), ...command);
}
