import type { FloodTimes } from '../test/support/start-flood.ts';
import type { Figures } from './figures.ts';
import { readRedisUse } from './redis-use.ts';
import type { Scene } from './scene.ts';
import { type Expectation, settle } from './settle.ts';

const PER_10K = 10_000;

/**
 * Makes changes, waits until both sides are equal again, and tells what that has cost.
 *
 * @param changes how many `act` makes
 * @param act resolves when the last has been made
 */
export async function measureChange(
  scene: Scene,
  { changes, ...expectation }: Expectation & { readonly changes: number },
  act: () => Promise<FloodTimes>,
): Promise<Figures> {
  const before = await readRedisUse(scene.connection);
  const cpuBeforeS = scene.daemon()?.cpuS() ?? 0;
  const { beganMs, endedMs } = await act();
  const { lastMs, redis, daemonCpuS, wrongRows } = await settle(scene, before, endedMs, expectation);
  const seconds = (lastMs - beganMs) / 1000;
  const daemonS = daemonCpuS - cpuBeforeS;
  const redisS = redis.cpuS - before.cpuS;
  return {
    seconds,
    sendSeconds: (endedMs - beganMs) / 1000,
    perSecond: changes / seconds,
    behindSeconds: (lastMs - endedMs) / 1000,
    behindWrites: redis.writes - scene.watch.writesBy(endedMs),
    daemonCpuS: daemonS,
    daemonCpuPer10kS: (daemonS / changes) * PER_10K,
    redisCpuS: redisS,
    redisCpuPerRowUs: (redisS / changes) * 1e6,
    writes: redis.writes - before.writes,
    peakRssMib: scene.daemon()?.peakRssMib() ?? 0,
    wrongRows,
  };
}
