import { type Launched, launchCli, type Outcome, runCli } from './daemon.ts';
import { createNamespace, type Namespace } from './namespace.ts';
import { type RedisServer, startRedis } from './redis-server.ts';
import { storeRows } from './rows.ts';
import { DATABASES, writeDatabaseConfig } from './switch-databases.ts';

/** A switch that comes up after a warm reboot, with another host at the end of its cables. */
export type RestoreScene = AsyncDisposable & {
  readonly redis: RedisServer;
  /** The switch: Ethernet0 and Ethernet4 as every namespace has them, and what `cable` adds. */
  readonly namespace: Namespace;
  readonly host: Namespace;
  /** For a daemon beside it, as `--set` takes them. */
  readonly settings: readonly string[];
  /** Commands of redis-cli in STATE_DB. */
  readonly state: (...command: readonly string[]) => Promise<string>;
  /** Rows of NEIGH_TABLE, as `<interface>:<ip>` and MAC. */
  readonly rows: (rows: readonly (readonly [key: string, mac: string])[]) => Promise<void>;
  /** Interfaces of the switch that are up and whose other ends, of the same names, are in the host and up. */
  readonly cable: (...names: readonly string[]) => Promise<void>;
  readonly restore: (...args: readonly string[]) => Promise<Outcome>;
  /** The same without some capabilities: options of setpriv. */
  readonly restoreAs: (...setpriv: readonly string[]) => Promise<Outcome>;
  /** The same, without waiting for its end. */
  readonly start: (...args: readonly string[]) => Promise<Launched>;
  readonly isRestored: () => Promise<boolean>;
};

/** @param enabled what STATE_DB says about a warm restart; a daemon has been there before */
export async function createRestoreScene(enabled: 'system' | 'swss' | 'neither' = 'system'): Promise<RestoreScene> {
  await using building = new AsyncDisposableStack();
  const redis = building.use(await startRedis());
  const namespace = building.use(await createNamespace());
  const host = building.use(await createNamespace());
  const file = await writeDatabaseConfig(redis);
  const state = (...command: readonly string[]) => redis.cli('-n', String(DATABASES.state_db), ...command);
  await state('HSET', 'WARM_RESTART_TABLE|neighsyncd', 'restore_count', '1');
  if (enabled !== 'neither') await state('HSET', `WARM_RESTART_ENABLE_TABLE|${enabled}`, 'enable', 'true');
  const command = (args: readonly string[]) => ['restore', '--sonic-db-config', file, ...args];
  const resources = building.move();
  return {
    redis,
    namespace,
    host,
    settings: [`redis.database_config=${JSON.stringify(file)}`, 'metrics.port=0'],
    state,
    rows: (rows) => storeRows(redis, rows),
    cable: async (...names) => {
      const far = `netns ${host.name}`;
      await namespace.batch(names.flatMap((name) => [`link add ${name} type veth peer name ${name} ${far}`]));
      await host.batch(names.map((name) => `link set ${name} up`));
      await namespace.batch(names.map((name) => `link set ${name} up`));
    },
    restore: (...args) => runCli(namespace, ...command(args)),
    restoreAs: (...setpriv) => {
      const dropped = (...program: readonly string[]) => namespace.command('setpriv', ...setpriv, ...program);
      return runCli({ ...namespace, command: dropped }, ...command([]));
    },
    start: (...args) => launchCli(namespace, ...command(args)),
    isRestored: async () => (await state('HGET', 'NEIGH_RESTORE_TABLE|Flags', 'restored')) === 'true',
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
