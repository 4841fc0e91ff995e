import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from './clock.ts';
import { createWakeup } from './wakeup.ts';

/** No test here comes near it: a wake that is lost shows as a test that fails, not one that hangs. */
const DEADLINE = { timeout: 20_000 };
const never = new AbortController().signal;

/** Lets everything run that is ready to run, and says whether the promise is still pending then. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let pending = true;
  void promise.then(() => {
    pending = false;
  });
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  return pending;
}

test('a wait ends with the next notify, and not before', DEADLINE, async () => {
  const wakeup = createWakeup(systemClock);
  const waiting = wakeup.wait(undefined, never);
  assert.equal(await isPending(waiting), true);
  wakeup.notify();
  await waiting;
});

test('a notify before the wait is not lost', DEADLINE, async () => {
  const wakeup = createWakeup(systemClock);
  wakeup.notify();
  await wakeup.wait(undefined, never);
});

test('a notify in the same turn in which a wait begins is not lost', DEADLINE, async () => {
  const wakeup = createWakeup(systemClock);
  const waiting = wakeup.wait(undefined, never);
  wakeup.notify();
  await waiting;
});

test('many notifies wake once: the next wait sleeps again', DEADLINE, async () => {
  const wakeup = createWakeup(systemClock);
  wakeup.notify();
  wakeup.notify();
  await wakeup.wait(undefined, never);
  const next = wakeup.wait(undefined, never);
  assert.equal(await isPending(next), true);
  wakeup.notify();
  await next;
});

test('a notify that ends a wait does not end the one after it', DEADLINE, async () => {
  const wakeup = createWakeup(systemClock);
  const first = wakeup.wait(undefined, never);
  wakeup.notify();
  await first;
  const second = wakeup.wait(undefined, never);
  assert.equal(await isPending(second), true);
  wakeup.notify();
  await second;
});

test('a wait ends when its time is over', DEADLINE, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const waiting = createWakeup(systemClock).wait(1000, never);
  t.mock.timers.tick(999);
  assert.equal(await isPending(waiting), true);
  t.mock.timers.tick(1);
  await waiting;
});

test('a time limit of 0 returns in a later turn, it does not wait for ever', DEADLINE, async () => {
  await createWakeup(systemClock).wait(0, never);
});

test('a notify leaves no timer behind', DEADLINE, async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const wakeup = createWakeup(systemClock);
  const waiting = wakeup.wait(3_600_000, never);
  assert.equal(timers(), before + 1);
  wakeup.notify();
  await waiting;
  assert.equal(timers(), before);
});

test('an abort ends the wait, also one that came before', DEADLINE, async () => {
  const controller = new AbortController();
  const wakeup = createWakeup(systemClock);
  const waiting = wakeup.wait(undefined, controller.signal);
  assert.equal(await isPending(waiting), true);
  controller.abort();
  await waiting;
  await wakeup.wait(undefined, controller.signal);
});
