import { runInside } from '../../test/support/run-inside.ts';
import { type Case, type Point, sizes } from '../case.ts';
import { countWrongRows } from '../compare-sides.ts';
import type { Figures } from '../figures.ts';
import { startInStep } from '../in-step.ts';
import type { Latencies, LatencyRequest } from '../programs/latency.ts';
import type { Scene } from '../scene.ts';
import { percentile } from '../statistics.ts';

const PROGRAM = new URL('../programs/latency.ts', import.meta.url);
const PAUSE_MS = 5;

/** Single changes, each waited for. */
export const LATENCIES: readonly Case[] = [
  {
    name: 'latency',
    measures:
      'that many new neighbors one by one, each as soon as the one before was published: from the netlink send to the message',
    subjects: 'all',
    points: sizes(1_000),
    quickPoints: sizes(200),
    round: (scene, point) => measureLatency(scene, point, 0),
  },
  {
    name: 'latency-paced',
    measures: `the same with ${PAUSE_MS} ms of rest between two`,
    subjects: 'all',
    points: sizes(1_000),
    quickPoints: sizes(200),
    round: (scene, point) => measureLatency(scene, point, PAUSE_MS),
  },
];

async function measureLatency(scene: Scene, point: Point, pauseMs: number): Promise<Figures> {
  const daemon = await startInStep(scene, 0, point);
  const cpuBeforeS = daemon.cpuS();
  const request: LatencyRequest = { socket: scene.redis.socket, changes: point.size, pauseMs };
  const latencies = (await runInside(scene.namespace, PROGRAM, request)) as Latencies;
  return {
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    p999Ms: percentile(latencies, 0.999),
    daemonCpuS: daemon.cpuS() - cpuBeforeS,
    wrongRows: await countWrongRows(scene.namespace, scene.redis),
  };
}
