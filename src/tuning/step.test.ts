import assert from 'node:assert/strict';
import { test } from 'node:test';
import { texts, tunerBench } from '../../test/support/tuner-bench.ts';
import type { TunerWindow } from './tuner-window.ts';

test('an idle pipeline changes nothing at all, whatever its figures', () => {
  const { windows, state } = tunerBench();
  const idle = { rows: 99, events: 5_000, p99Ms: 900, cpu: 1.5, queue: 9_000, memoryBytes: 999 };
  const before = state;
  assert.deepEqual(texts(windows(idle, idle, idle)), ['idle', 'idle', 'idle']);
  assert.equal(tunerBench().state.windows, before.windows);
});

test('events that are lost while nothing has to be written make the buffer larger', () => {
  const { windows } = tunerBench();
  const flapping = { rows: 0, events: 100_000, p99Ms: undefined, overruns: 3 };
  assert.deepEqual(texts(windows(flapping)), ['change receiveBufferBytes 1000000->2000000']);
});

test('a trial under which events are lost is taken back', () => {
  const { windows } = tunerBench();
  windows({ p99Ms: 80 }, { p99Ms: 80 });
  assert.deepEqual(texts(windows({ p99Ms: 40, overruns: 2 })), ['undo batchTimeoutMs 40->100']);
});

test('a window of which no latency was measured is no evidence', () => {
  const { windows } = tunerBench();
  windows({ p99Ms: 80 }, { p99Ms: 80 });
  const unmeasured = { p99Ms: undefined };
  assert.deepEqual(texts(windows(unmeasured, unmeasured, unmeasured)), Array(3).fill('nothing was measured'));
});

test('p99 above the target halves what rows really wait, once two windows say so', () => {
  const { windows } = tunerBench();
  assert.deepEqual(texts(windows({ p99Ms: 80 }, { p99Ms: 84 })), ['watching', 'change batchTimeoutMs 100->42']);
  assert.deepEqual(
    texts(tunerBench({}, { batchTimeoutMs: 60 }).windows({ p99Ms: 80 }, { p99Ms: 84 })).at(-1),
    'change batchTimeoutMs 60->30',
  );
});

test('what helped stays and goes on; what did not is taken back and not tried again', () => {
  const { windows, state } = tunerBench();
  windows({ p99Ms: 80 }, { p99Ms: 80 });
  assert.deepEqual(texts(windows({ p99Ms: 41 }, { p99Ms: 40 })), ['trying', 'keep batchTimeoutMs 100->40']);
  assert.deepEqual(texts(windows({ p99Ms: 40 })), ['change batchTimeoutMs 40->20']);
  assert.deepEqual(texts(windows({ p99Ms: 40 }, { p99Ms: 41 })), ['trying', 'undo batchTimeoutMs 20->40']);
  assert.deepEqual(texts(windows({ p99Ms: 40 }, { p99Ms: 41 })), ['watching', 'change workers 2->3']);
  assert.equal(state.windows, 0, 'a state is never changed, only replaced');
});

test('what is much worse is taken back after one window', () => {
  const { windows } = tunerBench();
  windows({ p99Ms: 80 }, { p99Ms: 80 });
  assert.deepEqual(texts(windows({ p99Ms: 121 })), ['undo batchTimeoutMs 40->100']);
});

test('luck in one window does not make a change better', () => {
  const { windows } = tunerBench();
  windows({ p99Ms: 80 }, { p99Ms: 80 });
  assert.deepEqual(texts(windows({ p99Ms: 10 }, { p99Ms: 81 })), ['trying', 'undo batchTimeoutMs 40->100']);
});

test('a change is not judged by another load; when that stays, it is taken back', () => {
  const { windows } = tunerBench();
  const [slow, other] = [{ p99Ms: 80 }, { p99Ms: 8, events: 1400, rows: 1400 }];
  windows(slow, slow);
  assert.deepEqual(texts(windows(other, { p99Ms: 40 }, other, other)), [
    'the load varies',
    'trying',
    'the load varies',
    'the load varies',
  ]);
  const [decision] = windows(other);
  assert.deepEqual(texts(decision === undefined ? [] : [decision]), ['undo batchTimeoutMs 40->100']);
  assert.match(decision?.kind === 'undo' ? decision.reason : '', /from 1000 to 1400 events\/s/);
});

test('a burst more in one window does not keep it from comparing the others', () => {
  const { windows } = tunerBench();
  const [slow, burst] = [{ p99Ms: 80 }, { p99Ms: 90, events: 2000, rows: 2000 }];
  assert.deepEqual(texts(windows(slow, burst, slow, slow)).slice(1), [
    'the load varies',
    'change batchTimeoutMs 100->40',
    'trying',
  ]);
});

test('failed writes make batches smaller, step by step, and nothing larger', () => {
  const { windows } = tunerBench({}, { batchSize: 400 });
  const failing = { failures: 100, p99Ms: 90, queue: 5_000 };
  assert.deepEqual(texts(windows(failing, failing, failing, failing, failing, failing, failing, failing)), [
    'watching',
    'change batchSize 400->200',
    'watching',
    'change batchSize 200->100',
    'watching',
    'change batchSize 100->50',
    'watching',
    'writes fail',
  ]);
  const some = { failures: 20, p99Ms: 90, queue: 5_000 };
  assert.deepEqual(texts(windows(some, some)).at(-1), 'change batchTimeoutMs 100->45', 'only what lowers');
});

test('a trial of smaller batches that meets failures is not taken back: that would make them larger', () => {
  const { windows } = tunerBench({}, { batchTimeoutMs: 10, workers: 1, coalesceMs: 0 });
  windows({ p99Ms: 5 }, { p99Ms: 5 });
  const names = [];
  for (let round = 0; round < 20; round++) {
    const [decision] = windows({ p99Ms: 5 });
    names.push(decision);
    if (decision?.kind === 'change' && decision.knob === 'batchSize' && decision.to < decision.from) break;
  }
  const [decision] = windows({ failures: 500 });
  assert.match(decision?.kind === 'none' ? decision.reason : '', /^not taken back while writes fail/);
});

test('memory above the threshold of degraded makes batches smaller, above that of unhealthy takes a worker first, if that helps', () => {
  const [high, higher] = [{ memoryBytes: 150 }, { memoryBytes: 250 }];
  const degraded = tunerBench();
  assert.deepEqual(texts(degraded.windows(high, high)).at(-1), 'change batchSize 100->50');
  assert.deepEqual(texts(degraded.windows(high, high)).at(-1), 'undo batchSize 50->100');
  const unhealthy = tunerBench();
  assert.deepEqual(texts(unhealthy.windows(higher, higher)).at(-1), 'change workers 2->1');
  assert.deepEqual(texts(unhealthy.windows({ memoryBytes: 230 }, { memoryBytes: 230 })).at(-1), 'keep workers 2->1');
});

test('with memory above the threshold of degraded batches do not grow, with that of unhealthy nothing does', () => {
  const waiting = { queue: 1_500, p99Ms: 20 };
  const raised = (memoryBytes: number): readonly string[] => {
    const { windows } = tunerBench({}, { batchSize: 50, batchTimeoutMs: 10 });
    const decisions = windows(...Array.from({ length: 60 }, () => ({ ...waiting, memoryBytes })));
    return decisions.flatMap((one) => (one.kind === 'change' && one.to > one.from ? [one.knob] : []));
  };
  assert.ok(raised(50).includes('batchSize'));
  assert.ok(raised(150).includes('workers') && !raised(150).includes('batchSize'));
  assert.deepEqual(raised(250), []);
});

test('events that the kernel dropped enlarge the receive buffer at once, unless the last time was in vain', () => {
  const { windows } = tunerBench();
  assert.deepEqual(texts(windows({ overruns: 1 })), ['change receiveBufferBytes 1000000->2000000']);
  assert.deepEqual(texts(windows({ overruns: 1 })), ['watching'], 'it was not granted');
  const granted = { overruns: 1, receiveBufferBytes: 8_000_000 };
  assert.deepEqual(texts(windows(granted, granted, granted)), [
    'change receiveBufferBytes 2000000->4000000',
    'change receiveBufferBytes 4000000->8000000',
    'watching',
  ]);
});

test('rows that wait make batches larger, unless that does harm; with a processor at rest, then another worker', () => {
  const waiting = { queue: 1_500, p99Ms: 20 };
  const { windows } = tunerBench();
  assert.deepEqual(texts(windows(waiting, waiting)).at(-1), 'change batchSize 100->200');
  assert.deepEqual(texts(windows(waiting, waiting, waiting)).slice(1), [
    'keep batchSize 100->200',
    'change batchSize 200->400',
  ]);
  const slower = { queue: 1_500, p99Ms: 20, rows: 900 };
  assert.deepEqual(texts(windows(slower, slower, waiting, waiting)).slice(1), [
    'undo batchSize 400->200',
    'watching',
    'change workers 2->3',
  ]);
});

test('a busy processor takes a worker away, and keeps it away only if that saves work', () => {
  const busy = { cpu: 0.95, p99Ms: 30 };
  const { windows } = tunerBench();
  assert.deepEqual(texts(windows(busy, busy)).at(-1), 'change workers 2->1');
  const less = { cpu: 0.8, p99Ms: 30 };
  assert.deepEqual(texts(windows(less, less)).at(-1), 'keep workers 2->1');
  const alone = tunerBench({}, { workers: 1 });
  assert.deepEqual(texts(alone.windows(busy, busy)).at(-1), 'change coalesceMs 1->2');
  assert.deepEqual(texts(alone.windows(busy, busy)).at(-1), 'undo coalesceMs 2->1');
});

test('a longer timeout has to pay in processor time', () => {
  const { windows } = tunerBench();
  const calm = { cpu: 0.7, p99Ms: 1 };
  assert.deepEqual(texts(windows(calm, calm)).at(-1), 'change batchTimeoutMs 100->150');
  assert.deepEqual(texts(windows(calm, calm)).at(-1), 'undo batchTimeoutMs 150->100');
});

test('under saturation it is throughput that counts', () => {
  const flooded = { queue: 50_000, p99Ms: 2_000 };
  const { windows } = tunerBench({}, { batchTimeoutMs: 10 });
  assert.deepEqual(texts(windows(flooded, flooded)).at(-1), 'change batchSize 100->200');
  const more = { ...flooded, rows: 1_500, p99Ms: 9_000 };
  assert.deepEqual(texts(windows(more, more)).at(-1), 'keep batchSize 100->200');
});

test('when nothing helps, trials become rare, and another load makes an end of that', () => {
  const { windows } = tunerBench();
  const slow = { p99Ms: 20 };
  const changes = (count: number, window: Partial<TunerWindow>): number =>
    windows(...Array.from({ length: count }, () => window)).filter(({ kind }) => kind !== 'none').length;
  changes(60, slow);
  for (let ten = 0; ten < 10; ten++) assert.ok(changes(10, slow) <= 2);
  const other = { p99Ms: 20, events: 9_000, rows: 9_000 };
  assert.ok(changes(12, other) > 2);
});

test('latency that is good enough, and a load too small to tell, leave everything as it is', () => {
  const good = Array.from({ length: 20 }, () => ({ p99Ms: 2.4 }));
  assert.deepEqual(texts(tunerBench().windows(...good)).at(-1), 'all is well');
  const little = Array.from({ length: 20 }, () => ({ durationMs: 60_000, rows: 600, events: 600, p99Ms: 30 }));
  assert.deepEqual(texts(tunerBench().windows(...little)).at(-1), 'all is well');
});

test('where latency jumps about, twice as many windows are looked at, before and since', () => {
  const { windows } = tunerBench();
  const noisy = [{ p99Ms: 80 }, { p99Ms: 130 }, { p99Ms: 85 }, { p99Ms: 120 }];
  assert.deepEqual(texts(windows(...noisy)), ['watching', 'watching', 'watching', 'change batchTimeoutMs 100->50']);
  const better = [{ p99Ms: 20 }, { p99Ms: 60 }, { p99Ms: 25 }, { p99Ms: 50 }];
  assert.deepEqual(texts(windows(...better)), ['trying', 'trying', 'trying', 'keep batchTimeoutMs 100->50']);
});

test('a mere guess has to be better for twice as long', () => {
  const { windows } = tunerBench();
  windows({ p99Ms: 20 }, { p99Ms: 20 });
  assert.deepEqual(texts(windows({ p99Ms: 10 }, { p99Ms: 10 }, { p99Ms: 10 }, { p99Ms: 10 })), [
    'trying',
    'trying',
    'trying',
    'keep batchTimeoutMs 100->10',
  ]);
});
