import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RestoreReport } from '../app/restore.ts';
import { DaemonError } from '../base/errors.ts';
import { createProgressBar, formatProgress } from './progress-bar.ts';
import { formatRestore, restoreToJson } from './restore-text.ts';

const WHOLE: RestoreReport & { readonly kind: 'system' } = {
  kind: 'system',
  skipped: { loopback: 1, zero_mac: 0, unreadable: 2 },
  outcome: {
    end: 'complete',
    total: 4,
    restored: 3,
    present: 1,
    asked: 4,
    missing: {},
    unasked: {},
    waitingFor: new Map(),
    problem: undefined,
  },
  problem: undefined,
  flagProblem: undefined,
  tookMs: 1234,
};

test('a whole restore is told in lines that stand alone', () => {
  assert.equal(
    formatRestore(WHOLE),
    'restore: done after 1.2 s: 4 of 4 neighbors in the kernel (3 made, 1 were there), 4 asked\n' +
      'restore: rows skipped: 1 loopback, 2 unreadable\n' +
      'restore: the restored flag is set\n',
  );
});

test('what is missing is told with why, and so is what went wrong', () => {
  const refused = new DaemonError('redis_unavailable', { op: 'redis HSET', message: 'lost' });
  const waitingFor = new Map(Array.from({ length: 22 }, (_, index) => [`Vlan${index}`, 'no_members'] as const));
  const text = formatRestore({
    ...WHOLE,
    outcome: {
      ...WHOLE.outcome,
      end: 'budget',
      restored: 0,
      missing: { no_members: 22, ENOBUFS: 2 },
      unasked: { no_source: 1 },
      waitingFor,
      problem: new DaemonError('netlink_overrun', { op: 'netlink request' }),
    },
    problem: refused,
    flagProblem: refused,
  });
  for (const line of [
    /^restore: ended, for the budget has run out after 1\.2 s: 1 of 4 neighbors/m,
    /^restore: the rows could not be read: redis HSET: lost$/m,
    /^restore: not restored: 22 no_members, 2 ENOBUFS \(the neighbor table is full: raise gc_thresh3\)$/m,
    /^restore: not asked: 1 no_source$/m,
    /^restore: not ready: Vlan0 no_members, .*Vlan19 no_members and 2 more$/m,
    /^restore: the kernel was asked again after: netlink request: /m,
    /^restore: the restored flag is not set: redis HSET: lost$/m,
  ]) {
    assert.match(text, line);
  }
});

test('a start that is not warm, and one of swss alone, are told in short', () => {
  assert.equal(formatRestore({ kind: 'cold' }), 'restore: skipped, for this is no warm start\n');
  assert.equal(
    formatRestore({ kind: 'swss', flagProblem: undefined }),
    'restore: nothing to do, for only swss was restarted\nrestore: the restored flag is set\n',
  );
  assert.deepEqual(restoreToJson({ kind: 'cold' }), { start: 'cold', flag_set: false });
  assert.deepEqual(restoreToJson({ kind: 'swss', flagProblem: undefined }), { start: 'swss', flag_set: true });
});

test('JSON has all of it', () => {
  const outcome = { ...WHOLE.outcome, waitingFor: new Map([['Vlan10', 'no_members'] as const]) };
  assert.deepEqual(restoreToJson({ ...WHOLE, outcome }), {
    start: 'system',
    flag_set: true,
    end: 'complete',
    took_ms: 1234,
    neighbors: 4,
    restored: 3,
    already_present: 1,
    asked: 4,
    skipped: { loopback: 1, zero_mac: 0, unreadable: 2 },
    not_restored: {},
    not_asked: {},
    not_ready: { Vlan10: 'no_members' },
    problem: null,
  });
});

test('progress is a bar of less than 80 characters', () => {
  const counts = { ...WHOLE.outcome, total: 100_000, restored: 50_000, present: 0, asked: 20_000 };
  assert.equal(formatProgress(counts), '[##########..........] 50000/100000, 20000 asked');
  const waiting = formatProgress({ ...counts, waitingFor: new Map([['Vlan10', 'down']]) });
  assert.match(waiting, /, 1 interface not ready$/);
  assert.ok(waiting.length < 80);
  assert.match(formatProgress({ ...counts, total: 0, restored: 0 }), /^\[#{20}\] 0\/0/);
});

test('a bar is drawn on a terminal alone, and taken away', () => {
  for (const isTTY of [true, false]) {
    const written: string[] = [];
    const bar = createProgressBar({ isTTY, write: (text) => written.push(String(text)) > 0 });
    bar.show(() => WHOLE.outcome);
    bar.show(() => WHOLE.outcome);
    bar.clear();
    bar.clear();
    assert.equal(written.length, isTTY ? 2 : 0);
  }
});
