import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startConsumer } from '../../test/support/consumer.ts';
import { type Daemon, startDaemon } from '../../test/support/daemon.ts';
import { createNamespace, type Namespace } from '../../test/support/namespace.ts';
import { type RedisServer, startRedis } from '../../test/support/redis-server.ts';
import { flood } from '../../test/support/start-flood.ts';
import { writeDatabaseConfig } from '../../test/support/switch-databases.ts';
import { until } from '../../test/support/until.ts';
import { own } from '../own.ts';

/** How the daemon writes, and what the consumer pops at once. */
export const OUTPUTS = {
  direct: { consumerBatch: undefined },
  producer128: { consumerBatch: 128 },
  producer1024: { consumerBatch: 1024 },
} as const;

export type OutputName = keyof typeof OUTPUTS;

/** What a measurement turns. */
export type Settings = {
  readonly batch: number;
  readonly timeoutMs: number;
  readonly workers: number;
  readonly coalesceMs: number;
};

/** One window of the daemon, as `GET /tuning` shows it. */
export type SeenWindow = {
  readonly at: string;
  readonly rows_per_s: number;
  readonly p99_ms: number | null;
  readonly cpu: number;
  readonly queue: number;
};

export type SeenDecision = {
  readonly at: string;
  readonly outcome: string;
  readonly knob: string;
  readonly to: number;
};

export type Seen = {
  readonly knobs: Readonly<Record<string, number>>;
  readonly last_window: SeenWindow | null;
  readonly decisions: readonly SeenDecision[];
};

/** A daemon in step over a table, whose settings are changed while it runs. */
export type Stage = {
  readonly namespace: Namespace;
  readonly redis: RedisServer;
  readonly daemon: Daemon;
  /** Puts settings in force, with the tuner on (`apply`) or off, and returns when they are. */
  readonly set: (settings: Settings, mode: 'apply' | 'off') => Promise<void>;
  /** The next `count` windows, and what is in force at the end of each. */
  readonly windows: (count: number) => Promise<readonly Seen[]>;
};

const LOOK_MS = 250;

/** @param stack owns all of it, as soon as it is there */
export async function createStage(stack: AsyncDisposableStack, output: OutputName, neighbors: number): Promise<Stage> {
  const { consumerBatch } = OUTPUTS[output];
  const redis = await own(stack, startRedis());
  const namespace = await own(stack, createNamespace());
  if (consumerBatch !== undefined) await own(stack, startConsumer(redis, { batch: consumerBatch, log: false }));
  await flood(namespace, { op: 'add', count: neighbors });
  const file = join(dirname(redis.socket), 'neighsyncd.conf');
  const write = (settings: Settings, mode: string): Promise<void> =>
    writeFile(file, configText(settings, mode, consumerBatch));
  const start = { batch: 100, timeoutMs: 100, workers: 2, coalesceMs: 1 };
  await write(start, 'off');
  process.env['NEIGHSYNCD_CONFIG'] = file;
  const where =
    consumerBatch === undefined
      ? `redis.unix_socket=${redis.socket}`
      : `redis.database_config=${await writeDatabaseConfig(redis)}`;
  const daemon = await own(stack, startDaemon(namespace, where, 'metrics.port=0', 'logging.level=info'));
  const look = async (): Promise<Seen> => JSON.parse((await daemon.get('/tuning')).body) as Seen;
  return {
    namespace,
    redis,
    daemon,
    set: async (settings, mode) => {
      const before = daemon.log.length;
      await write(settings, mode);
      daemon.kill('SIGHUP');
      // Nothing is logged where nothing changes.
      await until('the settings are in force', async () => isInForce(await look(), settings, mode), 10_000).catch(
        (error) => {
          throw new Error(`${error.message}: ${JSON.stringify(daemon.log.slice(before))}`);
        },
      );
    },
    windows: async (count) => {
      const seen: Seen[] = [];
      let lastAt = (await look()).last_window?.at;
      await until(
        `${count} windows`,
        async () => {
          const now = await look();
          if (now.last_window !== null && now.last_window.at !== lastAt) seen.push(now);
          lastAt = now.last_window?.at;
          if (seen.length < count) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
          return seen.length >= count;
        },
        count * 10_000,
      );
      return seen;
    },
  };
}

function configText({ batch, timeoutMs, workers, coalesceMs }: Settings, mode: string, consumerBatch = 128): string {
  return `[performance]
batch_size = ${batch}
batch_timeout_ms = ${timeoutMs}
workers = ${workers}
coalesce_ms = ${coalesceMs}
consumer_batch = ${consumerBatch}

[tuning]
mode = "${mode}"
interval_ms = 1000
`;
}

function isInForce(seen: Seen & { readonly mode?: string }, settings: Settings, mode: string): boolean {
  const { batch_timeout_ms, workers, coalesce_ms } = seen.knobs;
  const same =
    batch_timeout_ms === settings.timeoutMs && workers === settings.workers && coalesce_ms === settings.coalesceMs;
  return seen.mode === mode && same;
}
