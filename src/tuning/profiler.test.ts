import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KNOBS } from '../../test/support/tuner-bench.ts';
import { LatencyRecorder } from '../telemetry/latency-recorder.ts';
import { Profiler } from './profiler.ts';
import { knobLimits } from './tuned-knobs.ts';

const METADATA = {
  version: '1',
  node: 'v26',
  kernel: '6',
  architecture: 'x64',
  processors: 2,
  memoryBytes: 1,
  pid: 7,
  output: 'direct',
} as const;

/** A profiler over a real recorder, whose hands are turned. */
function profiling() {
  let nowMs = 0;
  const recorder = new LatencyRecorder({
    clock: { monotonicMs: () => nowMs },
    totals: () => ({ events: 0, rows: 0, failed: 0 }),
    measure: 'standard',
  });
  const profiler = new Profiler({
    recorder,
    resources: () => ({
      spanMs: 1,
      cpuShare: 0,
      loopShare: 0,
      rssBytes: 1,
      heapUsedBytes: 1,
      externalBytes: 1,
      threads: 1,
      descriptors: 1,
      loopDelay: undefined,
    }),
    knobs: () => ({ batchSize: 100, batchTimeoutMs: 100, workers: 2 }),
    table: () => ({ neighbors: 1, rows: 1, pending: 0, inFlight: 0 }),
    metadata: METADATA,
    goals: () => ({ targetP99Ms: 50, limits: knobLimits(KNOBS, 1000) }),
    bucketsMs: () => [1, 100],
    nowMs: () => 10_000 + nowMs,
    startedMs: 4_000,
  });
  return {
    recorder,
    profiler,
    pass: (ms: number) => {
      nowMs += ms;
      recorder.tick();
    },
    rows: (count: number, latencyMs: number) => {
      for (let row = 0; row < count; row++) {
        if (row % 10 === 0) recorder.onBatch(Math.min(10, count - row), 0.5);
        recorder.onRow(latencyMs);
      }
    },
  };
}

test('a snapshot has what was measured, and says when, of what and for how long', () => {
  const made = profiling();
  made.rows(100, 60);
  made.rows(50, 0.75);
  const snapshot = made.profiler.snapshot();
  assert.deepEqual([snapshot.takenMs, snapshot.uptimeMs, snapshot.metadata], [10_000, 6_000, METADATA]);
  assert.equal(snapshot.measure, 'standard');
  const { latency, buckets, shares } = snapshot.windows['1h'];
  assert.equal(latency.count, 150);
  assert.deepEqual(buckets, [
    { untilMs: 1, rows: 50 },
    { untilMs: 100, rows: 150 },
  ]);
  assert.ok(shares.queue > 0.9);
  assert.equal(snapshot.judged, '1m');
  assert.deepEqual([snapshot.bottleneck?.stage, snapshot.bottleneck?.cause], ['queue', 'batching']);
  assert.deepEqual(
    snapshot.recommendations.map(({ knob }) => knob),
    ['batchTimeoutMs'],
  );
});

test('the shortest window with enough rows is judged, and without any there is nothing to say', () => {
  const made = profiling();
  assert.deepEqual([made.profiler.snapshot().judged, made.profiler.snapshot().bottleneck], ['1h', undefined]);
  made.rows(100, 5);
  for (let second = 0; second < 120; second++) made.pass(1000);
  made.rows(99, 5);
  assert.equal(made.profiler.snapshot().judged, '5m');
  made.rows(1, 5);
  assert.equal(made.profiler.snapshot().judged, '1m');
});
