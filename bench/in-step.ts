import { startConsumer } from '../test/support/consumer.ts';
import { monotonicMs } from '../test/support/monotonic.ts';
import { flood } from '../test/support/start-flood.ts';
import { until } from '../test/support/until.ts';
import type { Point } from './case.ts';
import { readRedisUse } from './redis-use.ts';
import type { Running } from './running.ts';
import type { Scene } from './scene.ts';
import { settle } from './settle.ts';

const START_TIMEOUT_MS = 60_000;
/** What orchagent pops at once on a switch. */
const CONSUMER_BATCH = 1024;
/** A neighbor of another interface than those that are counted. */
const PROBE = { dev: 'Ethernet4', key: 'Ethernet4:10.0.0.77', ip: '10.0.0.77', lladdr: '02:00:00:00:00:77' } as const;

/**
 * Starts the daemon over `neighbors` in the kernel, and waits until all are in the database and taken: what changes from then on has to be
 * announced anew. A probe tells when it listens, for any daemon.
 */
export async function startInStep(
  scene: Scene,
  neighbors: number,
  { output }: Pick<Point, 'output'>,
  env?: Readonly<Record<string, string>>,
): Promise<Running> {
  const { namespace, connection } = scene;
  await namespace.ip('neigh', 'replace', PROBE.ip, 'lladdr', PROBE.lladdr, 'dev', PROBE.dev, 'nud', 'permanent');
  if (neighbors > 0) await flood(namespace, { op: 'add', count: neighbors });
  const before = await readRedisUse(connection);
  const sinceMs = monotonicMs();
  const daemon = scene.start(env);
  const hasProbe = async (): Promise<boolean> => {
    daemon.assertRuns();
    return (await connection.command(['EXISTS', `_NEIGH_TABLE:${PROBE.key}`, `NEIGH_TABLE:${PROBE.key}`])) !== 0;
  };
  await until('the first rows are in the database', hasProbe, START_TIMEOUT_MS);
  const { wrongRows } = await settle(scene, before, sinceMs, { minWrites: neighbors });
  if (wrongRows > 0) throw new Error(`${wrongRows} rows were wrong before anything was changed`);
  await takeAll(scene, { output });
  return daemon;
}

/** Takes what waits for the consumer, where there is none that does. */
export async function takeAll({ redis }: Pick<Scene, 'redis'>, { output }: Pick<Point, 'output'>): Promise<void> {
  if (output !== 'producer') return;
  await using consumer = await startConsumer(redis, { batch: CONSUMER_BATCH, log: false });
  await consumer.drained();
}
