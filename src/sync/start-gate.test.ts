import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POLICY } from '../../test/support/sync-world.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';
import { createCounters } from './counters.ts';
import { Image } from './image.ts';
import { Progress } from './progress.ts';
import { Rechecks } from './rechecks.ts';
import type { EngineReport } from './report.ts';
import { StartGate } from './start-gate.ts';
import type { Start } from './start-phase.ts';

function createGate() {
  const clock = createVirtualClock(1_000);
  const counters = createCounters();
  const image = new Image({ policy: POLICY, counters, maxNeighbors: 10, rechecks: new Rechecks(() => {}) });
  const reports: EngineReport[] = [];
  const progress = new Progress(clock.monotonicMs);
  const report = (one: EngineReport): void => void reports.push(one);
  const gate = new StartGate({ image, clock, progress, orphansWanted: () => false, report });
  return { gate, image, reports, progress, clock };
}

const COLD: Start = { kind: 'cold', graceMs: 0, reason: 'start_grace' };

test('what happens before it is known how to start may happen in a warm start: no host route is removed for it', () => {
  const { gate, image, reports } = createGate();
  assert.equal(image.isWarmStarting, true);
  assert.ok(gate.holdsWrites && !gate.isKnown);
  assert.deepEqual(reports, [], 'nobody listens yet while it is made');
  gate.begin(COLD);
  assert.equal(image.isWarmStarting, false);
  assert.ok(!gate.holdsWrites && gate.isKnown);
});

test('each phase is told of once', () => {
  const { gate, image, reports, progress, clock } = createGate();
  gate.begin({ kind: 'warm', timerMs: 50 });
  gate.restored();
  gate.look();
  progress.kernelSynced = true;
  progress.tableLoaded = true;
  clock.advanceTo(1_050);
  for (let looks = 0; looks < 3; looks++) gate.look();
  assert.equal(image.isWarmStarting, false);
  assert.deepEqual(
    reports.map((report) => report.kind === 'start' && report.phase.kind),
    ['awaiting_flag', 'awaiting_timer', 'reconciling', 'reconciled'],
  );
});

test('a timer that ends between a look and the sleep after it is not slept over', () => {
  const { gate, progress, clock } = createGate();
  gate.begin({ kind: 'warm', timerMs: 50 });
  gate.restored();
  progress.kernelSynced = true;
  progress.tableLoaded = true;
  clock.advanceTo(1_049.9);
  gate.look();
  clock.advanceTo(1_050.1);
  assert.ok((gate.dueInMs(clock.monotonicMs()) ?? 1_000) <= 0);
  gate.look();
  assert.equal(gate.phase.kind, 'reconciling');
});
