import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../test/support/until.ts';
import type { NeighborLimits } from '../host/neighbor-limits.ts';
import { createKernelLimits } from './kernel-limits.ts';

/** A kernel whose refusals and clock the test turns. */
function bench() {
  let nowMs = 1_000;
  let looks = 0;
  const refused = { IPv4: 7, IPv6: 0 };
  const lines: unknown[] = [];
  const limits = createKernelLimits({
    read: (): readonly NeighborLimits[] => {
      looks++;
      return [
        { family: 'IPv4', gcThresh3: 1024, tableFulls: refused.IPv4 },
        { family: 'IPv6', gcThresh3: undefined, tableFulls: undefined },
      ];
    },
    nowMs: () => nowMs,
    logger: { warn: (message, fields) => void lines.push([message, fields]) },
    intervalMs: 1,
  });
  const ending = new AbortController();
  const running = limits.run(ending.signal);
  return {
    limits,
    lines,
    refuse: (count: number): void => {
      refused.IPv4 += count;
    },
    pass: (ms: number): void => {
      nowMs += ms;
    },
    looked: async () => {
      const before = looks;
      await until('it has looked again', () => looks >= before + 3);
    },
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await running;
    },
  };
}

test('a table that was full before the start is none, one that is full now is told for a minute', async () => {
  await using made = bench();
  await made.looked();
  assert.deepEqual(made.limits.full(), []);
  made.refuse(3);
  await made.looked();
  assert.deepEqual(made.limits.full(), ['IPv4 (gc_thresh3 is 1024)']);
  made.pass(59_000);
  assert.equal(made.limits.full().length, 1);
  made.pass(1_001);
  assert.deepEqual(made.limits.full(), []);
});

test('a kernel that goes on refusing is one line a minute', async () => {
  await using made = bench();
  await made.looked();
  for (let second = 0; second < 70; second += 10) {
    made.refuse(5);
    await made.looked();
    made.pass(10_000);
  }
  const line = [
    'the kernel refuses neighbors, for its table is full',
    { family: 'IPv4', refused: 5, gc_thresh3: 1024 },
  ];
  assert.deepEqual(made.lines, [line, line]);
});
