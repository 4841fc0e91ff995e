import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LatencyRecorder } from './latency-recorder.ts';
import { MEASURE_NAMES, MEASURES, type MeasureName } from './measure.ts';

/** A recorder whose hands are turned, and whose totals are set. */
function recording(measure: MeasureName = 'standard') {
  let nowMs = 1_000_000;
  const totals = { events: 0, rows: 0, failed: 0 };
  const recorder = new LatencyRecorder({ clock: { monotonicMs: () => nowMs }, totals: () => ({ ...totals }), measure });
  return {
    recorder,
    totals,
    /** Lets time pass in steps of a second, as the daemon's task does. */
    pass: (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        nowMs += 1000;
        recorder.tick();
      }
    },
    /** One script, whose rows have these latencies. */
    script: (durationMs: number, latencies: readonly number[]) => {
      recorder.onBatch(latencies.length, durationMs);
      for (const ms of latencies) recorder.onRow(ms);
    },
  };
}

test('the latency of a window is that of all its rows, whatever is measured besides', () => {
  const anyScript = fc.record({
    durationMs: fc.double({ min: 0.1, max: 50, noNaN: true }),
    waits: fc.array(fc.constantFrom(0, 0.5, 3, 3, 3, 40), { minLength: 1, maxLength: 20 }),
  });
  fc.assert(
    fc.property(
      fc.array(anyScript, { minLength: 1, maxLength: 30 }),
      fc.constantFrom(...MEASURE_NAMES),
      (scripts, name) => {
        const made = recording(name);
        const all: number[] = [];
        for (const { durationMs, waits } of scripts) {
          const latencies = waits.map((wait) => wait + durationMs);
          made.script(durationMs, latencies);
          all.push(...latencies);
        }
        all.sort((a, b) => a - b);
        const { latency, batches, meanBatch, script } = made.recorder.window('1m');
        assert.equal(latency.count, all.length);
        assert.equal(latency.minMs, all[0]);
        assert.equal(latency.maxMs, all.at(-1));
        const p95 = all[Math.ceil(0.95 * all.length) - 1] ?? 0;
        assert.ok(Math.abs(latency.p95Ms - p95) <= p95 / 2 ** (MEASURES[name].bits + 1) + 0.001);
        assert.equal(batches, scripts.length);
        assert.ok(Math.abs(meanBatch - all.length / scripts.length) < 1e-9);
        assert.equal(script.maxMs, Math.max(...scripts.map(({ durationMs }) => durationMs)));
        assert.equal(made.recorder.buckets('event_latency_seconds').count, all.length);
        assert.equal(made.recorder.buckets('redis_latency_seconds').count, scripts.length);
        assert.equal(made.recorder.buckets('batch_size').sum, all.length);
      },
    ),
    { numRuns: 60 },
  );
});

test('the mean of a row is the sum of the means of its stages', () => {
  const made = recording('detailed');
  for (const wait of [2, 4, 6]) {
    made.recorder.onDatagram(0.5, 0.2, 0.1);
    made.script(3, [wait + 3, wait + 3]);
  }
  const { latency, stages } = made.recorder.window('1m');
  assert.equal(latency.meanMs, 7);
  assert.equal(stages.write.meanMs, 3);
  assert.ok(Math.abs(stages.queue.meanMs - (4 - 0.8)) < 1e-9);
  const sum = Object.values(stages).reduce((total, { meanMs }) => total + meanMs, 0);
  assert.ok(Math.abs(sum - latency.meanMs) < 1e-9);
  assert.deepEqual([stages.receive.count, stages.queue.count, stages.write.count], [3, 6, 6]);
});

test('what is older than a window is not in it, but in the longer ones', () => {
  for (const name of MEASURE_NAMES) {
    const made = recording(name);
    made.script(1, [5]);
    made.pass(75);
    made.script(1, [7, 7]);
    const counts = (): readonly number[] =>
      (['10s', '1m', '5m', '1h'] as const).map((window) => made.recorder.window(window).latency.count);
    assert.deepEqual(counts(), [2, 2, 3, 3], name);
    made.pass(30);
    assert.deepEqual(counts(), [0, 2, 3, 3], name);
    made.pass(400);
    assert.deepEqual(counts(), [0, 0, 0, 3], name);
    made.pass(4300);
    assert.deepEqual(counts(), [0, 0, 0, 0], name);
  }
});

test('a window spans what it says, and at most a slot more', () => {
  for (const name of MEASURE_NAMES) {
    const made = recording(name);
    made.pass(5);
    assert.equal(made.recorder.window('1h').spanMs, 5_000);
    made.pass(5000);
    const [minute, minutes, hour] = MEASURES[name].windows;
    for (const [window, leastMs, { slotMs }] of [
      ['10s', 10_000, minute],
      ['1m', 60_000, minute],
      ['5m', 300_000, minutes],
      ['1h', 3_600_000, hour],
    ] as const) {
      const { spanMs } = made.recorder.window(window);
      assert.ok(spanMs >= leastMs && spanMs <= leastMs + slotMs, `${name} ${window} ${spanMs}`);
    }
  }
});

test('rates are those of the window, and the peak is that of its busiest second', () => {
  const made = recording();
  const add = (events: number, rows: number, failed = 0): void => {
    made.totals.events += events;
    made.totals.rows += rows;
    made.totals.failed += failed;
  };
  made.pass(1);
  add(500, 400);
  made.pass(1);
  add(100, 100, 5);
  made.pass(8);
  const { events, eventsPerS, peakEventsPerS, rows, rowsPerS, peakRowsPerS, failed, errorRate } =
    made.recorder.window('1m');
  assert.deepEqual({ events, eventsPerS, peakEventsPerS }, { events: 600, eventsPerS: 60, peakEventsPerS: 500 });
  assert.deepEqual({ rows, rowsPerS, peakRowsPerS }, { rows: 500, rowsPerS: 50, peakRowsPerS: 400 });
  assert.deepEqual({ failed, errorRate }, { failed: 5, errorRate: 5 / 505 });
  made.pass(20);
  assert.equal(made.recorder.window('10s').peakRowsPerS, 0);
  assert.equal(made.recorder.window('1h').peakRowsPerS, 400);
});

test('a quiet window is all zero', () => {
  const { recorder } = recording();
  const { spanMs, events, rowsPerS, errorRate, meanBatch, latency } = recorder.window('1m');
  assert.deepEqual([spanMs, events, rowsPerS, errorRate, meanBatch, latency.p99Ms], [0, 0, 0, 0, 0, 0]);
});

test('one datagram in so many is timed, the first among them, and none when that is off', () => {
  for (const name of MEASURE_NAMES) {
    const { recorder } = recording(name);
    const asked = Array.from({ length: 640 }, () => recorder.wants());
    const { datagramEvery } = MEASURES[name];
    assert.equal(asked.filter(Boolean).length, datagramEvery === 0 ? 0 : 640 / datagramEvery, name);
    assert.equal(asked[0], datagramEvery > 0, name);
  }
});

test('when less is measured there are no stages, and when that changes the windows begin anew', () => {
  const made = recording('off');
  made.script(1, [5]);
  assert.equal(made.recorder.window('1m').stages.write.count, 0);
  made.recorder.measure = 'detailed';
  assert.equal(made.recorder.measure, 'detailed');
  assert.equal(made.recorder.window('1m').latency.count, 0);
  made.script(1, [5]);
  assert.equal(made.recorder.window('1m').stages.write.count, 1);
  made.recorder.measure = 'detailed';
  assert.equal(made.recorder.window('1m').latency.count, 1, 'to the same it does not change');
  assert.equal(made.recorder.buckets('event_latency_seconds').count, 2, 'what Prometheus reads goes on');
});

test('Prometheus reads the very last row', () => {
  const made = recording();
  made.script(1, [2, 2]);
  assert.equal(made.recorder.buckets('event_latency_seconds').count, 2);
});

test('rows per bound are those of the window', () => {
  const made = recording();
  made.script(1, [2, 2, 30, 400]);
  assert.deepEqual(made.recorder.cumulative('1m', [1, 10, 100, 1000]), [0, 2, 3, 4]);
});

test('the recorder ticks until it is told to stop', async () => {
  const made = recording();
  const stopping = new AbortController();
  const running = made.recorder.run(stopping.signal);
  made.totals.events = 3;
  stopping.abort();
  await running;
  assert.equal(made.recorder.window('1m').events, 3);
});

test('a lap is of the rows since the last one', () => {
  const { recorder, script } = recording('off');
  script(1, [1, 1, 9]);
  assert.deepEqual([recorder.lap().count, recorder.lap().count], [3, 0]);
  script(1, [4]);
  const { count, p99Ms } = recorder.lap();
  assert.deepEqual([count, p99Ms], [1, 4]);
});
