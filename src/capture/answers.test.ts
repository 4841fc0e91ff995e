import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVirtualClock } from '../base/virtual-clock.ts';
import { Answers } from './answers.ts';
import type { CaptureRecord } from './capture-record.ts';

const never = new AbortController().signal;
const TABLE: CaptureRecord = { kind: 'read', what: 'table' };
const VERIFY: CaptureRecord = { kind: 'read', what: 'verify' };
const END: CaptureRecord = { kind: 'read_end' };
const UNANSWERED = { code: 'redis_unavailable', message: 'replay: the recording has no answer to this' };

const is =
  (wanted: CaptureRecord) =>
  (record: CaptureRecord): boolean =>
    JSON.stringify(record) === JSON.stringify(wanted);

function bench() {
  const clock = createVirtualClock();
  return { clock, answers: new Answers('redis_unavailable', clock) };
}

test('answers reach the question that came before them, in their order', async () => {
  const { answers } = bench();
  using asked = answers.ask(is(TABLE), never);
  assert.equal(asked.question(), undefined);
  answers.question(TABLE);
  answers.answer({ kind: 'rows', rows: [] });
  answers.answer(END);
  assert.equal(asked.question(), TABLE);
  assert.deepEqual([await asked.next(), await asked.next()], [{ kind: 'rows', rows: [] }, END]);
  assert.deepEqual([answers.unanswered, answers.skipped], [0, 0]);
});

test('a question may wait long for its answer, once the recording has come to it', async () => {
  const { clock, answers } = bench();
  using asked = answers.ask(is(TABLE), never);
  clock.advanceTo(4_000);
  answers.question(TABLE);
  clock.advanceTo(60_000);
  const next = asked.next();
  answers.answer(END);
  assert.equal(await next, END);
});

test('a question that the recording does not have fails after 5 s', async () => {
  const { clock, answers } = bench();
  using asked = answers.ask(is(TABLE), never);
  answers.question(VERIFY);
  const next = asked.next();
  clock.advanceTo(10_000);
  await assert.rejects(next, UNANSWERED);
  assert.deepEqual([answers.unanswered, answers.skipped], [1, 1]);
});

test('an engine that asks in another order gets its answers all the same', async () => {
  const { answers } = bench();
  using table = answers.ask(is(TABLE), never);
  answers.question(VERIFY);
  answers.answer({ kind: 'rows', rows: [] });
  answers.question(TABLE);
  answers.answer(END);
  assert.equal(await table.next(), END);
  using verify = answers.ask(is(VERIFY), never);
  assert.deepEqual(await verify.next(), { kind: 'rows', rows: [] });
  assert.deepEqual([answers.unanswered, answers.skipped], [0, 0]);
});

test('of answers that nobody asks for the last eight are kept', async () => {
  const { answers } = bench();
  for (let at = 0; at < 10; at++) answers.question({ kind: 'read', what: 'keys', keys: [String(at)] });
  assert.equal(answers.skipped, 10);
  using first = answers.ask(is({ kind: 'read', what: 'keys', keys: ['1'] }), never);
  assert.equal(first.question(), undefined);
  using kept = answers.ask(is({ kind: 'read', what: 'keys', keys: ['2'] }), never);
  assert.notEqual(kept.question(), undefined);
  assert.equal(answers.skipped, 9);
});

test('answers to a question that nobody asked are passed over', async () => {
  const { answers } = bench();
  answers.question(VERIFY);
  answers.answer(END);
  using asked = answers.ask(is(TABLE), never);
  answers.question(TABLE);
  answers.answer({ kind: 'keys', keys: [] });
  assert.deepEqual(await asked.next(), { kind: 'keys', keys: [] });
  assert.equal(answers.skipped, 1);
});

test('an answer that was cut off by the next question fails for who still waits for more', async () => {
  const { answers } = bench();
  using asked = answers.ask(is(VERIFY), never);
  answers.question(VERIFY);
  const next = asked.next();
  answers.question(TABLE);
  await assert.rejects(next, UNANSWERED);
});

test('an abort ends the wait', async () => {
  const { answers } = bench();
  const ending = new AbortController();
  using asked = answers.ask(is(TABLE), ending.signal);
  const next = asked.next();
  ending.abort();
  await assert.rejects(next, { code: 'aborted' });
});
