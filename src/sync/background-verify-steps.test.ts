import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_POLICY } from '../../test/fixtures/policy.ts';
import { turns } from '../../test/support/turn.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';
import type { StoredRow } from '../neighbor/row.ts';
import { BackgroundVerify } from './background-verify.ts';
import { createCounters } from './counters.ts';
import { Image } from './image.ts';
import { Rechecks } from './rechecks.ts';

const INTERVAL_MS = 100_000;
const SLICE = { done: false, value: [] } as const;
const END = { done: true, value: undefined } as const;

/** A verify on virtual time, whose database answers when the test says so; each question is `asked` once. */
function bench() {
  const clock = createVirtualClock(1_000);
  const rechecks = new Rechecks(() => {});
  const image = new Image({ policy: DEFAULT_POLICY, counters: createCounters(), maxNeighbors: 1000, rechecks });
  const asked: PromiseWithResolvers<IteratorResult<readonly StoredRow[]>>[] = [];
  const next = (): Promise<IteratorResult<readonly StoredRow[]>> => {
    const answer = Promise.withResolvers<IteratorResult<readonly StoredRow[]>>();
    asked.push(answer);
    return answer.promise;
  };
  const verify = new BackgroundVerify({
    image,
    clock,
    knobs: { verifyIntervalMs: INTERVAL_MS },
    restFactor: 4,
    random: () => 1,
    readRows: () => ({ [Symbol.asyncIterator]: () => ({ next }) }),
    readKeys: async () => [],
    refreshKernel: () => {},
    settleOrphans: () => {},
    onReady: () => {},
    onMalformed: () => {},
    report: () => {},
  });
  const { signal } = new AbortController();
  return {
    clock,
    verify,
    asked,
    step: () => verify.step(signal),
    /** Takes the step that begins a pass, and the one that asks for its first slice. */
    begin: async (): Promise<void> => {
      clock.advanceTo(verify.nextStepMs ?? Number.NaN);
      await verify.step(signal);
      await verify.step(signal);
    },
    /** Turns the hands by `afterMs`, and has the last question answered. */
    answer: async (afterMs: number, result: IteratorResult<readonly StoredRow[]> | Error): Promise<void> => {
      clock.advanceTo(clock.monotonicMs() + afterMs);
      if (result instanceof Error) asked.at(-1)?.reject(result);
      else asked.at(-1)?.resolve(result);
      await turns(1);
    },
  };
}

test('the database rests by how long it took to answer, from its answer on, and 1 s at most', async () => {
  const { clock, verify, begin, answer, step } = bench();
  await begin();
  await answer(100, SLICE);
  const answeredMs = clock.monotonicMs();
  clock.advanceTo(answeredMs + 250);
  await step();
  assert.equal(verify.nextStepMs, answeredMs + 400, 'that we took the answer late is not its doing');
  clock.advanceTo(answeredMs + 400);
  await step();
  await answer(20_000, SLICE);
  await step();
  assert.equal(verify.nextStepMs, clock.monotonicMs() + 1_000);
});

test('an answer to a pass that was dropped does not cut short the rest of the next', async () => {
  const { clock, verify, begin, asked, answer, step } = bench();
  await begin();
  verify.abandon();
  await begin();
  await answer(100, SLICE);
  await step();
  asked[0]?.resolve(SLICE);
  await turns(1);
  assert.equal(verify.nextStepMs, clock.monotonicMs() + 400);
});

test('a pass that failed is begun again sooner than after an interval, with pauses that grow', async () => {
  const { clock, verify, begin, answer, step } = bench();
  const pauses: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    await begin();
    await answer(0, new Error('gone'));
    await assert.rejects(step(), /gone/);
    pauses.push((verify.nextStepMs ?? Number.NaN) - clock.monotonicMs());
  }
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, INTERVAL_MS, INTERVAL_MS]);
  await begin();
  await answer(0, END);
  await step();
  await step();
  assert.equal(verify.nextStepMs, clock.monotonicMs() + INTERVAL_MS);
});
