import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsWrites, nextLookMs, orphansFromMs, type StartFacts, type StartPhase, step } from './start-phase.ts';

const ALL: StartFacts = { kernelSynced: true, tableLoaded: true, caughtUp: true };
const look = (phase: StartPhase, nowMs: number, facts: Partial<StartFacts> = {}): StartPhase =>
  step(phase, { kind: 'look', ...ALL, ...facts }, nowMs);
const warm = (timerMs = 5_000): StartPhase =>
  step({ kind: 'unknown' }, { kind: 'begin', start: { kind: 'warm', timerMs } }, 1_000);
const restored = (phase: StartPhase, nowMs: number): StartPhase => step(phase, { kind: 'restored' }, nowMs);

test('nothing may happen before it is known how to start', () => {
  const unknown: StartPhase = { kind: 'unknown' };
  assert.equal(look(unknown, 1e9), unknown);
  assert.equal(restored(unknown, 1e9), unknown);
  assert.ok(holdsWrites(unknown));
  assert.equal(orphansFromMs(unknown), undefined);
  assert.equal(nextLookMs(unknown, 0), undefined);
});

test('a cold start writes at once, and keeps rows without a neighbor until its grace is over', () => {
  const start = { kind: 'cold', graceMs: 300, reason: 'fast_boot' } as const;
  const cold = step({ kind: 'unknown' }, { kind: 'begin', start }, 1_000);
  assert.deepEqual(cold, { kind: 'cold', graceEndMs: 1_300, reason: 'fast_boot' });
  assert.ok(!holdsWrites(cold));
  assert.equal(orphansFromMs(cold), 1_300);
  assert.equal(
    step(cold, { kind: 'begin', start: { kind: 'warm', timerMs: 1 } }, 1_000),
    cold,
    'only the first counts',
  );
});

test('a warm start waits for the flag, then for the timer, and then for both sides', () => {
  const timer = restored(warm(), 11_000);
  assert.deepEqual(timer, { kind: 'awaiting_timer', sinceMs: 1_000, untilMs: 16_000, restored: true });
  assert.ok(holdsWrites(timer));
  assert.equal(orphansFromMs(timer), undefined);
  assert.equal(look(timer, 15_999), timer, 'the timer is a minimum');
  assert.equal(nextLookMs(timer, 15_999), 16_000);
  assert.equal(look(timer, 16_000, { kernelSynced: false }), timer, 'the dump is not complete');
  assert.equal(look(timer, 16_000, { tableLoaded: false }), timer);
  const reconciling = look(timer, 16_000);
  assert.deepEqual(reconciling, { kind: 'reconciling', sinceMs: 1_000, restored: true });
  assert.ok(!holdsWrites(reconciling));
  assert.equal(orphansFromMs(reconciling), 0);
  assert.equal(look(reconciling, 16_000, { caughtUp: false }), reconciling);
  assert.deepEqual(look(reconciling, 16_001), { kind: 'reconciled', restored: true });
});

test('without the flag it goes on after 180 s, and keeps rows without a neighbor until the flag comes', () => {
  const waiting = warm(10_000);
  assert.equal(nextLookMs(waiting, 1_000), 181_000);
  assert.equal(look(waiting, 180_999), waiting);
  const timer = look(waiting, 181_000);
  assert.deepEqual(timer, { kind: 'awaiting_timer', sinceMs: 1_000, untilMs: 191_000, restored: false });
  const reconciling = look(timer, 191_000);
  const reconciled = look(reconciling, 191_000);
  for (const phase of [reconciling, reconciled]) {
    assert.ok(!holdsWrites(phase));
    assert.equal(orphansFromMs(phase), undefined);
    assert.equal(orphansFromMs(restored(phase, 500_000)), 0);
  }
  assert.deepEqual(restored(timer, 185_000), { ...timer, restored: true }, 'the timer goes on');
});

test('a kernel that cannot be read holds it up until 290 s, and a longer timer is obeyed all the same', () => {
  const timer = restored(warm(), 2_000);
  const unsynced = { kernelSynced: false };
  assert.equal(nextLookMs(timer, 8_000), 291_000);
  assert.equal(look(timer, 290_999, unsynced), timer);
  assert.equal(look(timer, 291_000, unsynced).kind, 'reconciling');
  assert.equal(look(timer, 291_000, { tableLoaded: false }), timer, 'nothing can be written');
  const long = restored(warm(400_000), 2_000);
  assert.equal(look(long, 401_999), long);
  assert.equal(look(long, 402_000).kind, 'reconciling');
});
