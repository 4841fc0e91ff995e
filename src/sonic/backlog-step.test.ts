import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BacklogState, stepBacklog, type Wake } from './backlog-step.ts';

const PLAN = { firstMs: 1000, maxMs: 60_000 };

/** Looks once a second, and tells what was done at each look, and whether the backlog counts as stalled. */
function watch(...backlogs: readonly number[]) {
  const wakes: Wake[] = [];
  let state: BacklogState = { kind: 'empty' };
  for (const [second, keys] of backlogs.entries()) {
    const next = stepBacklog(state, keys, second * 1000, PLAN);
    state = next.state;
    wakes.push(next.wake);
  }
  return { wakes, stalled: state.kind === 'stalled' };
}

test('an empty backlog, one that shrinks and one that grows are left alone', () => {
  assert.deepEqual(watch(0, 0, 0), { wakes: ['none', 'none', 'none'], stalled: false });
  assert.deepEqual(watch(900, 700, 100, 0), { wakes: ['none', 'none', 'none', 'none'], stalled: false });
  assert.deepEqual(watch(1, 2, 3), { wakes: ['none', 'none', 'none'], stalled: false });
  assert.deepEqual(watch(5, 0, 5, 0, 5), { wakes: ['none', 'none', 'none', 'none', 'none'], stalled: false });
});

test('one that stays the same is woken for every pop', () => {
  assert.deepEqual(watch(372, 372), { wakes: ['none', 'every_pop'], stalled: true });
  assert.deepEqual(watch(500, 372, 372, 0), { wakes: ['none', 'none', 'every_pop', 'none'], stalled: false });
});

test('a consumer that does not react hears ever more rarely, once a minute in the end', () => {
  const { wakes, stalled } = watch(...Array<number>(400).fill(1000));
  const seconds = wakes.flatMap((wake, second) => (wake === 'none' ? [] : [second]));
  assert.deepEqual(seconds, [1, 2, 4, 8, 16, 32, 64, 124, 184, 244, 304, 364]);
  assert.deepEqual([...new Set(wakes.slice(2))], ['one_pop', 'none']);
  assert(stalled);
});

test('what is written meanwhile is no sign of life, what is taken is one', () => {
  assert.deepEqual(watch(10, 10, 20, 30).wakes, ['none', 'every_pop', 'one_pop', 'none']);
  assert.deepEqual(watch(10, 10, 30, 29), { wakes: ['none', 'every_pop', 'one_pop', 'none'], stalled: false });
  assert.deepEqual(watch(300, 300, 300, 172, 172).wakes, ['none', 'every_pop', 'one_pop', 'none', 'every_pop']);
});
