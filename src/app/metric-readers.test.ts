import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, ip, mac, world } from '../../test/support/sync-world.ts';
import { loadConfig } from '../config/load.ts';
import { NO_STRAIN } from '../health/strain.ts';
import { BucketCounts } from '../telemetry/bucket-counts.ts';
import { HISTOGRAMS } from '../telemetry/catalogue.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { metricReaders } from './metric-readers.ts';
import { createTuner } from './tuner.ts';

const SILENT = { info: () => {}, warn: () => {} };

test('a scrape counts the entries of the kernel once, and each scrape anew', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }));
  const { engine, kernel } = made;
  let counts = 0;
  const counted = Object.create(engine, {
    census: {
      value: () => {
        counts++;
        return engine.census();
      },
    },
    status: { value: () => engine.status() },
    vrfCounts: { value: () => engine.vrfCounts() },
  });
  const metrics = createMetrics(
    metricReaders({
      engine: counted,
      limits: { full: () => [], current: () => [] },
      strain: () => NO_STRAIN,
      redisErrors: () => 0,
      backlog: { keys: 0, stalled: false, messages: 0 },
      tuner: createTuner({ config: loadConfig({ settings: [], env: {} }).config, output: 'direct', logger: SILENT }),
      logRecordsLost: () => 0,
      startedMs: 0,
    }),
    (name) => new BucketCounts(HISTOGRAMS[name].buckets).read(),
  );
  const lineOf = async (sample: string): Promise<string | undefined> =>
    (await metrics.render()).split('\n').find((line) => line.startsWith(sample));
  assert.equal(
    await lineOf('neighsyncd_neighbors{'),
    'neighsyncd_neighbors{vrf="default",family="IPv4",state="REACHABLE"} 1',
  );
  assert.equal(counts, 1);
  kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2) });
  await made.settled();
  assert.equal(await lineOf('neighsyncd_gc_entries{'), 'neighsyncd_gc_entries{family="IPv4"} 2');
  assert.equal(counts, 2);
  assert.equal(
    await lineOf('neighsyncd_vrf_rows_written_total{'),
    'neighsyncd_vrf_rows_written_total{vrf="default"} 2',
  );
});
