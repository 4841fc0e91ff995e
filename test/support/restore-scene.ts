import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Launched, launchCli, type Outcome, runCli } from './daemon.ts';
import { createNamespace, type Namespace } from './namespace.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

/** A switch that comes up after a warm reboot, with another host at the end of its cables. */
export type RestoreScene = AsyncDisposable & {
  readonly redis: RedisServer;
  /** The switch: Ethernet0 and Ethernet4 as every namespace has them, and what `cable` adds. */
  readonly namespace: Namespace;
  readonly host: Namespace;
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

const STATE_DB = '6';

/** @param enabled what STATE_DB says about a warm restart; a daemon has been there before */
export async function createRestoreScene(enabled: 'system' | 'swss' | 'neither' = 'system'): Promise<RestoreScene> {
  await using building = new AsyncDisposableStack();
  const redis = building.use(await startRedis());
  const namespace = building.use(await createNamespace());
  const host = building.use(await createNamespace());
  const directory = await mkdtemp(join(tmpdir(), 'restore-'));
  building.defer(() => rm(directory, { recursive: true }));
  const file = join(directory, 'database_config.json');
  const database = (id: number, separator: string) => ({ id, separator, instance: 'redis' });
  const DATABASES = { APPL_DB: database(0, ':'), CONFIG_DB: database(4, '|'), STATE_DB: database(6, '|') };
  await writeFile(file, JSON.stringify({ INSTANCES: { redis: { unix_socket_path: redis.socket } }, DATABASES }));
  const state = (...command: readonly string[]) => redis.cli('-n', STATE_DB, ...command);
  await state('HSET', 'WARM_RESTART_TABLE|neighsyncd', 'restore_count', '1');
  if (enabled !== 'neither') await state('HSET', `WARM_RESTART_ENABLE_TABLE|${enabled}`, 'enable', 'true');
  const command = (args: readonly string[]) => ['restore', '--sonic-db-config', file, ...args];
  const resources = building.move();
  return {
    redis,
    namespace,
    host,
    state,
    rows: (rows) => writeRows(redis, rows),
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

async function writeRows(redis: RedisServer, rows: readonly (readonly [key: string, mac: string])[]): Promise<void> {
  const script = `for i = 1, #ARGV, 2 do
    local family = string.find(ARGV[i], ':[^:]*:') and 'IPv6' or 'IPv4'
    redis.call('HSET', 'NEIGH_TABLE:' .. ARGV[i], 'neigh', ARGV[i + 1], 'family', family)
  end`;
  for (let at = 0; at < rows.length; at += 1000) {
    await redis.cli('EVAL', script, '0', ...rows.slice(at, at + 1000).flat());
  }
}
