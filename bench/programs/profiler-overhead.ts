import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../../src/base/median.ts';
import { MEASURE_NAMES, type MeasureName } from '../../src/telemetry/measure.ts';
import { processStat } from '../../test/support/process-stat.ts';
import { createScene } from '../../test/support/scene.ts';
import { flood } from '../../test/support/start-flood.ts';
import { until } from '../../test/support/until.ts';

const ROWS = Number(process.argv[2] ?? 40_000);
const ROUNDS = Number(process.argv[3] ?? 9);
const BASE = 2;

/**
 * What the profiler costs: bursts of adds, then of deletes, to one daemon that measures nothing, little, as by default and all, in
 * turns, in another order each round. The time until the database has every row, and the processor time of the daemon; medians.
 */
const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-bench-'));
const file = join(directory, 'neighsyncd.conf');
// As a file, so that SIGHUP can turn it.
process.env['NEIGHSYNCD_CONFIG'] = file;
const configure = (name: MeasureName): void => writeFileSync(file, `[tuning]\nprofiler = "${name}"\n`);
configure('off');
try {
  await using scene = await createScene({ neighbors: BASE });
  const { redis, namespace, daemon } = scene;
  const rowsAre = (rows: number) => until(`${rows} rows`, async () => (await redis.cli('DBSIZE')) === `${rows}`);
  const cpuMs = (): number => processStat(daemon.pid).cpuS * 1000;
  const burst = async () => {
    const [sinceMs, cpuBefore] = [performance.now(), cpuMs()];
    await flood(namespace, { op: 'add', count: ROWS });
    await rowsAre(ROWS + BASE);
    await flood(namespace, { op: 'del', count: ROWS });
    await rowsAre(BASE);
    return { wallMs: performance.now() - sinceMs, cpuMs: cpuMs() - cpuBefore };
  };
  const measureIs = async (name: MeasureName): Promise<void> => {
    configure(name);
    daemon.kill('SIGHUP');
    await until(`it measures ${name}`, async () => JSON.parse((await daemon.get('/profile')).body).measure === name);
  };
  const figures = Object.fromEntries(
    MEASURE_NAMES.map((name) => [name, { wall: [] as number[], cpu: [] as number[] }]),
  );
  await burst();
  for (let round = 0; round < ROUNDS; round++) {
    for (let turn = 0; turn < MEASURE_NAMES.length; turn++) {
      const name = MEASURE_NAMES[(round + turn) % MEASURE_NAMES.length] ?? 'off';
      await measureIs(name);
      const { wallMs, cpuMs: tookMs } = await burst();
      figures[name]?.wall.push(wallMs);
      figures[name]?.cpu.push(tookMs);
    }
  }
  console.log(`${ROWS} rows added and deleted, ${ROUNDS} rounds, medians`);
  const off = figures['off'];
  for (const name of MEASURE_NAMES) {
    const { wall = [], cpu = [] } = figures[name] ?? {};
    const more = (values: readonly number[], base: readonly number[] = []): string =>
      `${((median(values) / median(base) - 1) * 100).toFixed(1).padStart(6)} %`;
    console.log(
      `${name.padEnd(9)} until equal ${median(wall).toFixed(0).padStart(6)} ms ${more(wall, off?.wall)}   processor ${median(cpu).toFixed(0).padStart(6)} ms ${more(cpu, off?.cpu)}`,
    );
  }
} finally {
  rmSync(directory, { recursive: true });
}
