import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assess, HEALTH_VALUE, type HealthInputs, type HealthStatus } from './health.ts';
import { NO_STRAIN, type Strain, stepStrain } from './strain.ts';

/** A daemon with nothing to do and nothing to complain of. */
const QUIET: HealthInputs = {
  netlinkConnected: true,
  kernelSynced: true,
  redisConnected: true,
  tableLoaded: true,
  unsettledMs: 0,
  oldestPendingMs: 0,
  pending: 0,
  writeError: undefined,
  bufferForced: true,
  neighborsLeftOut: 0,
  kernelTablesFull: [],
  malformedRows: 0,
  startWaitsFor: undefined,
  notRestoredRows: 0,
  strain: NO_STRAIN,
};

/** What three checks in a row find that measure this latency. */
const slow = (p99Ms: number): Strain => {
  const load = { rows: 1000, p99Ms, errorRate: 0, memoryBytes: 0, entries: 0 };
  return [load, load, load].reduce(stepStrain, NO_STRAIN);
};

const SOCKET = 'the kernel event socket is not open';
const REREAD = 'the kernel is being read again';
const REDIS = 'Redis cannot be reached';
const LOADING = 'the database is being read';
const LIMITED = 'the receive buffer is limited by net.core.rmem_max';
const REFUSED = 'writes are refused: OOM command not allowed';
const oom = { writeError: 'OOM command not allowed' };
const waiting = (rows: number): string => `${rows} rows wait to be written`;
const stalled = (rows: number, seconds: number): string => `${waiting(rows)}, the oldest for ${seconds} s`;

type Case = readonly [string, Partial<HealthInputs>, HealthStatus, readonly string[]];

const CASES: readonly Case[] = [
  ['a quiet network', {}, 'healthy', []],
  ['a small burst', { pending: 1000, oldestPendingMs: 29_999 }, 'healthy', []],
  ['a huge burst that has just begun', { pending: 100_000, oldestPendingMs: 4_999 }, 'healthy', []],
  ['a queue of more than 1000 for 5 s', { pending: 1001, oldestPendingMs: 5_000 }, 'degraded', [waiting(1001)]],
  ['a queue of 5000 for 5 s', { pending: 5000, oldestPendingMs: 5_000 }, 'degraded', [waiting(5000)]],
  ['a queue of more than 5000 for 5 s', { pending: 5001, oldestPendingMs: 5_000 }, 'unhealthy', [waiting(5001)]],
  ['a queue of more than 5000 for 30 s', { pending: 5001, oldestPendingMs: 30_000 }, 'unhealthy', [waiting(5001)]],
  ['a queue of more than 1000 for 30 s', { pending: 1001, oldestPendingMs: 30_000 }, 'degraded', [stalled(1001, 30)]],
  ['one row that waits 30 s', { pending: 1, oldestPendingMs: 30_000 }, 'degraded', [stalled(1, 30)]],
  ['one row that waits almost 60 s', { pending: 1, oldestPendingMs: 59_999 }, 'degraded', [stalled(1, 60)]],
  ['one row that waits 60 s', { pending: 1, oldestPendingMs: 60_000 }, 'unhealthy', [stalled(1, 60)]],
  [
    'a full table of the kernel',
    { kernelTablesFull: ['IPv4 (gc_thresh3 is 1024)'] },
    'degraded',
    ['the kernel refuses neighbors: IPv4 (gc_thresh3 is 1024)'],
  ],
  ['no event socket', { netlinkConnected: false, kernelSynced: false }, 'degraded', [SOCKET]],
  ['no event socket for a minute', { netlinkConnected: false, unsettledMs: 60_000 }, 'unhealthy', [SOCKET]],
  ['a kernel that is being read', { kernelSynced: false, unsettledMs: 59_999 }, 'degraded', [REREAD]],
  ['a kernel that is being read for a minute', { kernelSynced: false, unsettledMs: 60_000 }, 'unhealthy', [REREAD]],
  [
    'a warm start that waits',
    { startWaitsFor: 'the restored flag' },
    'healthy',
    ['warm start: nothing is written yet, waiting for the restored flag'],
  ],
  [
    'a start that does not know how to',
    { startWaitsFor: 'STATE_DB', tableLoaded: false, unsettledMs: 60_000 },
    'unhealthy',
    ['STATE_DB has not said how to start'],
  ],
  [
    'a warm start that went on without the flag',
    { notRestoredRows: 7 },
    'degraded',
    ['rows kept because the restored flag has not come: 7'],
  ],
  ['no Redis', { redisConnected: false, tableLoaded: false }, 'degraded', [REDIS]],
  ['no Redis for a minute', { redisConnected: false, unsettledMs: 60_000 }, 'unhealthy', [REDIS]],
  ['a table that is being read', { tableLoaded: false }, 'degraded', [LOADING]],
  ['a table that is being read for a minute', { tableLoaded: false, unsettledMs: 60_000 }, 'unhealthy', [LOADING]],
  ['a Redis that refuses a write', { ...oom, pending: 1 }, 'degraded', [REFUSED]],
  [
    'refused writes for a minute',
    { ...oom, pending: 1, oldestPendingMs: 60_000 },
    'unhealthy',
    [stalled(1, 60), REFUSED],
  ],
  ['a refused write of another table, for hours', { ...oom, unsettledMs: 9_999_999 }, 'degraded', [REFUSED]],
  ['a connection lost with a write in flight', { ...oom, redisConnected: false }, 'degraded', [REDIS]],
  ['a table that is read while writes are refused', { ...oom, tableLoaded: false }, 'degraded', [LOADING]],
  ['neither side', { netlinkConnected: false, redisConnected: false }, 'degraded', [SOCKET, REDIS]],
  ['both sides known, whatever the time says', { unsettledMs: 60_000 }, 'healthy', []],
  ['a full table', { neighborsLeftOut: 3 }, 'degraded', ['3 neighbors do not fit into the table']],
  ['rows that are slow', { strain: slow(60) }, 'degraded', ['p99 is 60 ms, above 50 ms']],
  ['rows that are very slow', { strain: slow(200) }, 'unhealthy', ['p99 is 200 ms, above 100 ms']],
  ['a limited buffer', { bufferForced: false }, 'healthy', [LIMITED]],
  ['a limited buffer without a socket', { bufferForced: false, netlinkConnected: false }, 'degraded', [SOCKET]],
  ['malformed rows', { malformedRows: 2 }, 'healthy', ['rows in the database with malformed keys: 2']],
  [
    'the worst first, notes last',
    { redisConnected: false, pending: 9, oldestPendingMs: 61_000, neighborsLeftOut: 1, bufferForced: false },
    'unhealthy',
    [stalled(9, 61), REDIS, '1 neighbors do not fit into the table', LIMITED],
  ],
];

for (const [what, changes, status, reasons] of CASES) {
  test(`${what}: ${status}`, () => {
    assert.deepEqual(assess({ ...QUIET, ...changes }), { status, reasons });
  });
}

const anyMs = fc.integer({ min: 0, max: 200_000 });
const anyInputs: fc.Arbitrary<HealthInputs> = fc.record({
  netlinkConnected: fc.boolean(),
  kernelSynced: fc.boolean(),
  redisConnected: fc.boolean(),
  tableLoaded: fc.boolean(),
  unsettledMs: anyMs,
  oldestPendingMs: anyMs,
  pending: fc.nat(20_000),
  writeError: fc.constantFrom(undefined, 'OOM command not allowed'),
  bufferForced: fc.boolean(),
  kernelTablesFull: fc.constantFrom([], ['IPv6 (gc_thresh3 is 8192)']),
  neighborsLeftOut: fc.nat(3),
  malformedRows: fc.nat(3),
  startWaitsFor: fc.constantFrom(undefined, 'STATE_DB', 'the restored flag', 'neighsyncd_timer'),
  notRestoredRows: fc.nat(3),
  strain: fc.constantFrom(NO_STRAIN, slow(60), slow(200)),
});

test('whatever is not healthy has a reason', () => {
  fc.assert(
    fc.property(anyInputs, (inputs) => {
      const { status, reasons } = assess(inputs);
      assert.ok(status === 'healthy' || reasons.length > 0);
    }),
  );
});

test('it never gets better by waiting longer', () => {
  fc.assert(
    fc.property(anyInputs, anyMs, anyMs, (inputs, moreUnsettledMs, moreWaitingMs) => {
      const later = {
        ...inputs,
        unsettledMs: inputs.unsettledMs + moreUnsettledMs,
        oldestPendingMs: inputs.oldestPendingMs + moreWaitingMs,
      };
      assert.ok(HEALTH_VALUE[assess(later).status] <= HEALTH_VALUE[assess(inputs).status]);
    }),
    { numRuns: 2000 },
  );
});

test('the numbers for Prometheus are 1, 0.5 and 0', () => {
  assert.deepEqual(HEALTH_VALUE, { healthy: 1, degraded: 0.5, unhealthy: 0 });
});
