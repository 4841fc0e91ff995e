import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WELL } from '../../test/support/tuner-bench.ts';
import { turnTo } from '../../test/support/turn.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';
import { loadConfig } from '../config/load.ts';
import type { ReaderKnobs } from '../netlink/reader-protocol.ts';
import type { DecisionRecord } from '../tuning/decision-log.ts';
import type { TunerWindow } from '../tuning/tuner-window.ts';
import { createTuner } from './tuner.ts';
import { tuningView } from './tuner-view.ts';

const SLOW: TunerWindow = { ...WELL, p99Ms: 80, receiveBufferBytes: 16_777_216 };

function config(...settings: readonly string[]) {
  return loadConfig({ settings: ['tuning.interval_ms=1000', ...settings], env: {} }).config;
}

/** A tuner over a pipeline that always shows the same, and a clock that the test turns. */
function bench(output: 'producer' | 'direct', ...settings: readonly string[]) {
  const clock = createVirtualClock(5_000);
  const lines: string[] = [];
  const decisions: DecisionRecord[] = [];
  const readers: ReaderKnobs[] = [];
  const note = (message: string): void => void lines.push(message);
  const logger = { info: note, warn: note };
  const tuner = createTuner({
    config: config(...settings),
    output,
    logger,
    clock,
    onDecision: (record) => void decisions.push(record),
  });
  let shown: TunerWindow = SLOW;
  let samples = 0;
  let told = 0;
  const ending = new AbortController();
  const pipeline = {
    sample: () => {
      samples++;
      return shown;
    },
    inlet: { knobsChanged: () => void told++ },
    monitor: {
      receiveBufferBytes: 2 * SLOW.receiveBufferBytes,
      turn: (knobs: ReaderKnobs) => void readers.push(knobs),
    },
  };
  const running = tuner.run(pipeline, ending.signal);
  return {
    tuner,
    lines,
    decisions,
    readers,
    samples: () => samples,
    told: () => told,
    show: (window: Partial<TunerWindow>): void => {
      shown = { ...SLOW, ...window };
    },
    pass: async (seconds: number) => {
      await turnTo(clock, clock.monotonicMs() + seconds * 1000);
    },
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await running;
    },
  };
}

test('what is decided is turned in the running pipeline, told to the engine, logged, counted and served', async () => {
  await using made = bench('direct');
  const { tuner, decisions } = made;
  await made.pass(3);
  assert.equal(tuner.knobs.batchTimeoutMs, 40);
  assert.equal(made.told(), 1);
  assert.deepEqual(made.lines, ['tuner: a knob was turned']);
  assert.deepEqual(
    decisions.map(({ atMs, knob, from, to, outcome }) => [atMs, knob, from, to, outcome]),
    [[8_000, 'batchTimeoutMs', 100, 40, 'applied']],
  );
  assert.deepEqual(tuner.status().log.counts(), [{ knob: 'batch_timeout_ms', outcome: 'applied', count: 1 }]);
  const view = JSON.parse(JSON.stringify(tuningView(tuner)));
  assert.equal(view.mode, 'apply');
  assert.equal(view.knobs.batch_timeout_ms, 40);
  assert.equal(view.configured.batch_timeout_ms, 100);
  assert.equal(view.decisions[0].at, '1970-01-01T00:00:08.000Z');
  assert.equal(view.decisions[0].window.p99_ms, 80);
  assert.equal(view.last_window.rows_per_s, 1000);
});

test('the reader gets its knobs at once, and a larger buffer when the kernel drops events', async () => {
  await using made = bench('direct');
  assert.deepEqual(made.readers, [{ coalesceMs: 1, receiveBufferBytes: 16_777_216 }]);
  made.show({ overruns: 1 });
  await made.pass(2);
  assert.deepEqual(made.readers.at(-1), { coalesceMs: 1, receiveBufferBytes: 33_554_432 });
  assert.equal(made.tuner.status().receiveBufferBytes, 33_554_432);
});

test('advice turns nothing; off does not even look for something', async () => {
  await using advising = bench('direct', 'tuning.mode=advise');
  await advising.pass(5);
  assert.equal(advising.tuner.knobs.batchTimeoutMs, 100);
  assert.deepEqual(advising.lines, ['tuner: a knob should be turned']);
  assert.equal(advising.told(), 0);
  await using off = bench('direct', 'tuning.mode=off');
  await off.pass(5);
  assert.deepEqual(off.lines, []);
  assert.equal(JSON.parse(JSON.stringify(tuningView(off.tuner))).mode, 'off');
});

test('what the operator changes is in force at once; targets alone leave what has helped', async () => {
  await using made = bench('direct');
  const { tuner } = made;
  await made.pass(3);
  tuner.configure(config('tuning.target_p99_ms=70', 'deployment.verify_interval_ms=7'));
  assert.deepEqual([tuner.knobs.batchTimeoutMs, tuner.knobs.verifyIntervalMs], [100, 7], 'a trial is taken back');
  await made.pass(2);
  made.show({ p99Ms: 30 });
  await made.pass(2);
  tuner.configure(config('tuning.target_p99_ms=71', 'deployment.verify_interval_ms=7'));
  assert.equal(tuner.knobs.batchTimeoutMs, 40);
  made.show({ p99Ms: 80 });
  tuner.configure(config('performance.workers=5', 'deployment.verify_interval_ms=7'));
  assert.deepEqual([tuner.knobs.batchTimeoutMs, tuner.knobs.workers], [100, 5]);
  await made.pass(3);
  assert.equal(tuner.knobs.batchTimeoutMs, 40, 'a new search begins');
  tuner.configure(config('performance.workers=5', 'tuning.mode=advise'));
  assert.equal(tuner.knobs.batchTimeoutMs, 100);
});

test('a configuration that changes nothing here does not disturb a window; one that does begins a new one', async () => {
  await using made = bench('direct', 'tuning.interval_ms=3600000');
  await made.pass(5);
  assert.equal(made.samples(), 0);
  made.tuner.configure(config('tuning.interval_ms=3600000', 'logging.level=debug'));
  await made.pass(5);
  assert.equal(made.samples(), 0);
  made.tuner.configure(config());
  await made.pass(3);
  assert.deepEqual([made.samples(), made.lines.length], [4, 1]);
});

test('in producer mode no batch is ever larger than what the consumer pops', async () => {
  await using made = bench('producer', 'performance.batch_size=100');
  made.show({ queue: 50_000, p99Ms: 20, cpu: 0.6 });
  await made.pass(3);
  assert.equal(made.tuner.knobs.batchSize, 128);
  await using small = bench('producer', 'performance.consumer_batch=20');
  assert.equal(small.tuner.knobs.batchSize, 20);
  assert.deepEqual(small.lines, ['performance.batch_size is above performance.consumer_batch and capped to it']);
});
