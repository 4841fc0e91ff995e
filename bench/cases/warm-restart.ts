import { runCli } from '../../test/support/daemon.ts';
import { monotonicMs } from '../../test/support/monotonic.ts';
import { kernelRows } from '../../test/support/namespace.ts';
import { storeRows } from '../../test/support/rows.ts';
import { flood } from '../../test/support/start-flood.ts';
import { DATABASES, writeDatabaseConfig } from '../../test/support/switch-databases.ts';
import { until } from '../../test/support/until.ts';
import { type Case, sizes } from '../case.ts';
import { countWrongRows } from '../compare-sides.ts';
import type { Scene } from '../scene.ts';

const TIMER_S = 1;
const DEADLINE_MS = 120_000;

/** A warm restart, and what of it is reading and comparing alone. */
export const WARM: readonly Case[] = [
  {
    name: 'warm-restart',
    measures:
      'a warm restart over that many rows that are right, from the start of the process to `reconciled`, the timer aside',
    subjects: 'all',
    points: sizes(100_000),
    quickPoints: sizes(10_000),
    round: async (scene, { size }) => {
      await fillBothSides(scene, size);
      const { redis, watch } = scene;
      await redis.cli('-n', `${DATABASES.state_db}`, 'HSET', 'WARM_RESTART_ENABLE_TABLE|system', 'enable', 'true');
      await redis.cli('-n', `${DATABASES.state_db}`, 'HSET', 'WARM_RESTART_TABLE|neighsyncd', 'restore_count', '0');
      await redis.cli('-n', `${DATABASES.state_db}`, 'HSET', 'NEIGH_RESTORE_TABLE|Flags', 'restored', 'true');
      await redis.cli('-n', `${DATABASES.config_db}`, 'HSET', 'WARM_RESTART|swss', 'neighsyncd_timer', `${TIMER_S}`);
      const isReconciled = async (): Promise<boolean> => {
        daemon.assertRuns();
        const question = ['HGET', 'WARM_RESTART_TABLE|neighsyncd', 'state'];
        return (await redis.cli('-n', `${DATABASES.state_db}`, ...question)) === 'reconciled';
      };
      const beganMs = monotonicMs();
      const writesBefore = watch.writes;
      const daemon = scene.start();
      await until('it is reconciled', isReconciled, DEADLINE_MS);
      return {
        seconds: (monotonicMs() - beganMs) / 1000 - TIMER_S,
        daemonCpuS: daemon.cpuS(),
        writes: watch.writes - writesBefore,
        peakRssMib: daemon.peakRssMib(),
        wrongRows: await countWrongRows(scene.namespace, redis),
      };
    },
  },
  {
    name: 'verify',
    measures: '`neighsyncd verify` over the same: the start of a process, reading both sides and comparing them',
    subjects: 'none',
    points: sizes(100_000),
    quickPoints: sizes(10_000),
    round: async (scene, { size }) => {
      await fillBothSides(scene, size);
      const file = await writeDatabaseConfig(scene.redis);
      const beganMs = monotonicMs();
      const { code, stderr } = await runCli(scene.namespace, 'verify', '--set', `redis.database_config=${file}`);
      if (code !== 0) throw new Error(`verify ended with ${code}: ${stderr}`);
      return { seconds: (monotonicMs() - beganMs) / 1000 };
    },
  },
];

/** Neighbors, and rows that orchagent has taken. */
async function fillBothSides({ namespace, redis }: Scene, size: number): Promise<void> {
  await flood(namespace, { op: 'add', count: size });
  await storeRows(redis, await kernelRows(namespace));
}
