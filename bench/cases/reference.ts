import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RowWrite } from '../../src/neighbor/row.ts';
import { createProducerSink } from '../../src/sonic/producer-sink.ts';
import { tableNames } from '../../src/sonic/table-names.ts';
import { monotonicMs } from '../../test/support/monotonic.ts';
import { runInside } from '../../test/support/run-inside.ts';
import { type FloodTimes, flood } from '../../test/support/start-flood.ts';
import { type Case, sizes } from '../case.ts';
import { readRedisUse } from '../redis-use.ts';
import { sampleRows } from '../sample-rows.ts';

const DUMP = new URL('../programs/dump.ts', import.meta.url);
const ROWS_PER_SCRIPT = 128;
const IN_FLIGHT = 2;

/** What the parts take that no daemon can do without. */
export const REFERENCES: readonly Case[] = [
  {
    name: 'redis-alone',
    measures: `that many rows from memory into Redis by our write script, ${ROWS_PER_SCRIPT} at once, ${IN_FLIGHT} in flight, and nothing else; the CPU is the client's`,
    subjects: 'none',
    points: sizes(1_000, 10_000, 50_000, 100_000),
    quickPoints: sizes(1_000, 10_000),
    round: async ({ connection }, { size }) => {
      const names = tableNames('NEIGH_TABLE', 0, ':');
      const sink = createProducerSink(connection, names, { maxKeys: ROWS_PER_SCRIPT });
      const batches = batchesOf(sampleRows(size)).values();
      const feed = async (): Promise<void> => {
        for (const batch of batches) await sink.apply(batch, undefined);
      };
      const before = await readRedisUse(connection);
      const cpu = process.cpuUsage();
      const beganMs = monotonicMs();
      await Promise.all(Array.from({ length: IN_FLIGHT }, feed));
      const seconds = (monotonicMs() - beganMs) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      const after = await readRedisUse(connection);
      const written = await connection.command(['SCARD', names.keySet]);
      if (written !== size) throw new Error(`${written} of ${size} rows were written`);
      return {
        seconds,
        perSecond: size / seconds,
        daemonCpuS: (user + system) / 1e6,
        redisCpuS: after.cpuS - before.cpuS,
        redisCpuPerRowUs: ((after.cpuS - before.cpuS) / size) * 1e6,
        writes: after.writes - before.writes,
      };
    },
  },
  {
    name: 'dump',
    measures: 'a dump of that many neighbors, received, and split into messages',
    subjects: 'none',
    points: sizes(1_000, 10_000, 50_000, 100_000),
    quickPoints: sizes(1_000, 10_000),
    round: async ({ namespace }, { size }) => {
      await flood(namespace, { op: 'add', count: size });
      const { beganMs, endedMs } = (await runInside(namespace, DUMP, {})) as FloodTimes;
      const seconds = (endedMs - beganMs) / 1000;
      return { seconds, perSecond: size / seconds };
    },
  },
  {
    name: 'node-start',
    measures: 'start and end of Node.js with nothing to do (`node -e 0`)',
    subjects: 'none',
    points: sizes(1),
    quickPoints: sizes(1),
    round: async () => {
      const beganMs = monotonicMs();
      await promisify(execFile)(process.execPath, ['-e', '0']);
      return { seconds: (monotonicMs() - beganMs) / 1000 };
    },
  },
];

function batchesOf(rows: readonly RowWrite[]): readonly (readonly RowWrite[])[] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_PER_SCRIPT) }, (_, place) =>
    rows.slice(place * ROWS_PER_SCRIPT, (place + 1) * ROWS_PER_SCRIPT),
  );
}
