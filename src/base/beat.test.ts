import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextBeat, untilBeatMs } from './beat.ts';

test('whoever waits for a beat wakes with the others, once for each, and not much later than the interval', () => {
  const anyMs = fc.double({ min: 0, max: 1e9, noNaN: true });
  const property = fc.property(anyMs, fc.integer({ min: 10, max: 60_000 }), (nowMs, intervalMs) => {
    const waitMs = untilBeatMs(nowMs, intervalMs);
    assert.ok(waitMs >= intervalMs * 0.1 - 1e-3 && waitMs <= intervalMs * 1.1, `${waitMs}`);
    const beats = (nowMs + waitMs) / intervalMs;
    assert.ok(Math.abs(beats - Math.round(beats)) < 1e-3, `${beats}`);
  });
  fc.assert(property);
});

test('a timer that runs out a little early makes no second beat', () => {
  assert.equal(untilBeatMs(999.5, 1000), 1000.5);
  assert.equal(untilBeatMs(1000, 1000), 1000);
});

test('waiting ends with the signal', async () => {
  const stopping = new AbortController();
  const waiting = nextBeat(60_000, stopping.signal);
  stopping.abort();
  await waiting;
});
