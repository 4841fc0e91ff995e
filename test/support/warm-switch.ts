import { type Daemon, launchDaemon } from './daemon.ts';
import { createNamespace, type Namespace } from './namespace.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { DATABASES, writeDatabaseConfig } from './switch-databases.ts';
import { until } from './until.ts';

/** A switch whose swss container is about to be restarted warm: a kernel, its databases, and no daemon yet. */
export type WarmSwitch = AsyncDisposable & {
  readonly redis: RedisServer;
  readonly namespace: Namespace;
  /** Of its daemons, as `--set` takes them. */
  readonly settings: readonly string[];
  /** Starts a daemon; it is ended with the switch at the latest. */
  readonly start: () => Promise<Daemon>;
  /** redis-cli in STATE_DB. */
  readonly state: (...command: readonly string[]) => Promise<string>;
  /** redis-cli in CONFIG_DB. */
  readonly config: (...command: readonly string[]) => Promise<string>;
  /** Says that neighbors are restored, as `neighsyncd restore` does. */
  readonly setFlag: () => Promise<void>;
  /** Waits for the state of the daemon in STATE_DB. */
  readonly reached: (state: string) => Promise<void>;
};

/** @param timerS `neighsyncd_timer`; warm restart of all of the switch is enabled, and there was a daemon before */
export async function createWarmSwitch({ timerS = 1 }: { readonly timerS?: number } = {}): Promise<WarmSwitch> {
  await using building = new AsyncDisposableStack();
  const redis = building.use(await startRedis());
  const namespace = building.use(await createNamespace());
  const file = await writeDatabaseConfig(redis);
  const settings = [`redis.database_config=${JSON.stringify(file)}`, 'metrics.port=0', 'redis.reconnect_max_ms=200'];
  const cli =
    (database: number) =>
    (...command: readonly string[]): Promise<string> =>
      redis.cli('-e', '-n', String(database), ...command);
  const state = cli(DATABASES.state_db);
  const config = cli(DATABASES.config_db);
  await state('HSET', 'WARM_RESTART_ENABLE_TABLE|system', 'enable', 'true');
  await state('HSET', 'WARM_RESTART_TABLE|neighsyncd', 'restore_count', '0');
  await config('HSET', 'WARM_RESTART|swss', 'neighsyncd_timer', String(timerS));
  const resources = building.move();
  return {
    redis,
    namespace,
    settings,
    state,
    config,
    start: async () => resources.use(await launchDaemon(namespace, ...settings)),
    setFlag: async () => void (await state('HSET', 'NEIGH_RESTORE_TABLE|Flags', 'restored', 'true')),
    reached: (wanted) =>
      until(`the state is ${wanted}`, async () => {
        return (await state('HGET', 'WARM_RESTART_TABLE|neighsyncd', 'state')) === wanted;
      }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
