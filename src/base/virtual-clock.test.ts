import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVirtualClock } from './virtual-clock.ts';

test('time stands still until it is turned, and never goes back', () => {
  const clock = createVirtualClock(100);
  assert.equal(clock.monotonicMs(), 100);
  clock.advanceTo(250);
  clock.advanceTo(200);
  assert.equal(clock.monotonicMs(), 250);
  assert.equal(clock.nowMs(), 250);
});

test('tasks run in the order of their times, each at its own, those of one time as they came', () => {
  const clock = createVirtualClock();
  const ran: string[] = [];
  const note = (name: string) => (): void => void ran.push(`${name} ${clock.monotonicMs()}`);
  clock.after(20, note('late'));
  clock.after(10, note('first'));
  clock.after(10, note('second'));
  clock.after(11, note('other'));
  assert.equal(clock.nextMs(), 10);
  clock.advanceTo(15);
  assert.deepEqual(ran, ['first 10', 'second 10', 'other 11']);
  clock.advanceTo(40);
  assert.deepEqual(ran.at(-1), 'late 20');
  assert.equal(clock.nextMs(), undefined);
});

test('a task that is taken back does not run, and a task may give another', () => {
  const clock = createVirtualClock();
  const ran: number[] = [];
  const cancel = clock.after(5, () => ran.push(-1));
  clock.after(5, () => clock.after(5, () => ran.push(clock.monotonicMs())));
  cancel();
  clock.advanceTo(30);
  assert.deepEqual(ran, [10]);
});

test('a delay of less than nothing is none', () => {
  const clock = createVirtualClock(50);
  clock.after(-10, () => {});
  assert.equal(clock.nextMs(), 50);
});
