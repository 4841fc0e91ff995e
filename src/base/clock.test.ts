import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { systemClock } from './clock.ts';

test('the monotonic clock never goes back, and goes on', () => {
  const first = systemClock.monotonicMs();
  let last = first;
  for (let reading = 0; reading < 10_000; reading++) {
    const now = systemClock.monotonicMs();
    assert.ok(now >= last, `${now} after ${last}`);
    last = now;
  }
  assert.ok(last > first);
});

/** Between two readings of the clock, when the process is interrupted there. */
const SLACK_MS = 1;

test('the monotonic clock counts milliseconds since the boot of the machine', () => {
  const bootMs = systemClock.nowMs() - systemClock.monotonicMs();
  assert.ok(bootMs > 0 && bootMs < systemClock.nowMs());
  const before = process.hrtime.bigint();
  const now = systemClock.monotonicMs();
  const after = process.hrtime.bigint();
  assert.ok(now >= Number(before) / 1e6 - SLACK_MS && now <= Number(after) / 1e6 + SLACK_MS);
});

test('a monotonic reading in a worker lies between two readings here', { timeout: 20_000 }, async () => {
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData).then(({ systemClock }) => parentPort.postMessage(systemClock.monotonicMs()));`;
  const before = systemClock.monotonicMs();
  const worker = new Worker(source, { eval: true, workerData: new URL('./clock.ts', import.meta.url).href });
  const [there]: number[] = await once(worker, 'message');
  const after = systemClock.monotonicMs();
  await worker.terminate();
  assert.ok(there !== undefined && there >= before && there <= after, `${there} between ${before} and ${after}`);
});

test('the wall clock is the wall clock', () => {
  const before = Date.now();
  const now = systemClock.nowMs();
  assert.ok(now >= before && now <= Date.now());
});

test('a task runs once, later, unless it is taken back', async () => {
  const ran: string[] = [];
  systemClock.after(1, () => ran.push('kept'));
  const cancel = systemClock.after(1, () => ran.push('taken back'));
  cancel();
  assert.deepEqual(ran, []);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(ran, ['kept']);
});
