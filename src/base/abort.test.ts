import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { onAbort, pause } from './abort.ts';

const DEADLINE = { timeout: 20_000 };
const HOUR_MS = 3_600_000;

test('a pause lasts at least as long as it says', DEADLINE, async () => {
  const startedMs = performance.now();
  await pause(30, new AbortController().signal);
  // Timers count whole milliseconds, so one may be missing.
  assert.ok(performance.now() - startedMs >= 29);
});

test('an abort ends a pause at once, without an error', DEADLINE, async () => {
  const controller = new AbortController();
  const paused = pause(HOUR_MS, controller.signal);
  controller.abort(new Error('any reason'));
  await paused;
});

test('a pause with an aborted signal does not begin', DEADLINE, async () => {
  await pause(HOUR_MS, AbortSignal.abort());
});

test('a pause leaves no listener on its signal', DEADLINE, async () => {
  const { signal } = new AbortController();
  await pause(1, signal);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a pause passes on what is wrong with its arguments', DEADLINE, async () => {
  await assert.rejects(pause(1, 'no signal' as unknown as AbortSignal), { code: 'ERR_INVALID_ARG_TYPE' });
});

test('a listener runs when the signal is aborted, once', () => {
  const controller = new AbortController();
  let runs = 0;
  onAbort(controller.signal, () => runs++);
  assert.equal(runs, 0);
  controller.abort();
  controller.abort();
  assert.equal(runs, 1);
});

test('a listener runs at once when the signal is aborted already', () => {
  let runs = 0;
  onAbort(AbortSignal.abort(), () => runs++);
  assert.equal(runs, 1);
});

test('a listener that was disposed of does not run, and is not kept', () => {
  const controller = new AbortController();
  let runs = 0;
  {
    using _listener = onAbort(controller.signal, () => runs++);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 1);
  }
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  controller.abort();
  assert.equal(runs, 0);
});
