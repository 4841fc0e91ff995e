import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import type { EngineReport } from '../sync/report.ts';
import type { LogFields, Logger, LogLevel } from '../telemetry/logger.ts';
import { createReportLogger } from './reports.ts';

type Entry = readonly [LogLevel, string, LogFields?];

/** A report logger with a clock that is turned by hand, and what it has logged since it was last asked. */
function createBench() {
  let nowMs = 1_000_000;
  let entries: Entry[] = [];
  const at = (level: LogLevel) => (message: string, fields?: LogFields) => {
    entries.push(fields === undefined ? [level, message] : [level, message, fields]);
  };
  const logger: Logger = {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
  const report = createReportLogger(logger, () => nowMs);
  return {
    pass: (ms: number): void => {
      nowMs += ms;
    },
    /** What a report makes it log, without what only developers want. */
    logs: (one: EngineReport): readonly Entry[] => {
      entries = [];
      report(one);
      return entries.filter(([level]) => level !== 'debug' && level !== 'trace');
    },
  };
}

const failed = (op: 'kernel' | 'table' | 'write' | 'failed_table' | 'orphans', message: string): EngineReport => ({
  kind: 'failed',
  op,
  error: new DaemonError('redis_refused', { op: 'x', message }),
});
const READ: EngineReport = { kind: 'table_loaded', rows: 2 };
const SYNCED: EngineReport = { kind: 'kernel_synced', neighbors: 7, links: 4, overruns: 0 };
const KERNEL = 'the kernel could not be read and is tried again';
const TABLE = 'the database could not be read and is tried again';
const ORPHANS = 'rows without a neighbor could not be looked at and are tried again';
const WRITE = 'rows could not be written and are tried again';
const FAILED_TABLE = 'NEIGH_FAILED_TABLE could not be written and is tried again';

const SINGLE: readonly (readonly [string, EngineReport, readonly Entry[]])[] = [
  ['an event socket with its buffer', { kind: 'kernel_opened', receiveBufferBytes: 8, bufferForced: true }, []],
  [
    'an event socket with less than its buffer',
    { kind: 'kernel_opened', receiveBufferBytes: 8, bufferForced: false },
    [
      [
        'warn',
        'the receive buffer is limited by net.core.rmem_max; CAP_NET_ADMIN would lift that, ignoring',
        { bytes: 8 },
      ],
    ],
  ],
  [
    'a lost event socket',
    { kind: 'kernel_closed', error: new DaemonError('netlink_failed', { op: 'recv', message: 'EIO' }) },
    [
      [
        'warn',
        'the event socket was lost, another one is opened',
        { op: 'socket', code: 'netlink_failed', error: 'recv: EIO' },
      ],
    ],
  ],
  ['a kernel read as planned', SYNCED, []],
  [
    'a kernel read after an overrun',
    { ...SYNCED, overruns: 3 },
    [['warn', 'the kernel dropped events; its table was read again', { overruns: 3, reads: 1, neighbors: 7 }]],
  ],
  [
    'a VRF read again',
    { kind: 'vrf_synced', vrf: 'Vrf_red' },
    [['info', 'neighbors of a VRF read again', { vrf: 'Vrf_red' }]],
  ],
  ['a database read', READ, [['info', 'database read', { rows: 2 }]]],
  [
    'a database with malformed rows',
    { kind: 'malformed', keys: ['Ethernet0:x', 'Ethernet0:y'] },
    [
      [
        'warn',
        'the database has rows under our interfaces that no neighbor can have, ignoring',
        { rows: 2, first: 'Ethernet0:x' },
      ],
    ],
  ],
  [
    'drift',
    { kind: 'drift', counts: { missing: 1, wrong: 2 }, first: 'Ethernet0:10.0.0.9' },
    [['warn', 'rows found that somebody else had changed', { missing: 1, wrong: 2, first: 'Ethernet0:10.0.0.9' }]],
  ],
  [
    'rows that were deleted for want of a neighbor',
    { kind: 'orphans_deleted', rows: 2, first: 'Ethernet0:10.0.0.9' },
    [['info', 'rows without a neighbor deleted', { rows: 2, first: 'Ethernet0:10.0.0.9' }]],
  ],
  ['being in step', { kind: 'in_step', neighbors: 7, rows: 2 }, [['info', 'in step', { neighbors: 7, rows: 2 }]]],
  ['a failed read of the kernel', failed('kernel', 'no'), [warning(KERNEL, 'kernel', 'no')]],
  ['a failed read of the database', failed('table', 'no'), [warning(TABLE, 'table', 'no')]],
  ['a failed search for orphans', failed('orphans', 'no'), [warning(ORPHANS, 'orphans', 'no')]],
  ['a failed write', failed('write', 'no'), [warning(WRITE, 'write', 'no')]],
  ['a failed write of the other table', failed('failed_table', 'no'), [warning(FAILED_TABLE, 'failed_table', 'no')]],
];

function warning(message: string, op: string, text: string): Entry {
  return ['warn', message, { op, code: 'redis_refused', error: `x: ${text}` }];
}

for (const [what, report, entries] of SINGLE) {
  test(`${what} is logged ${entries.length} times`, () => {
    assert.deepEqual(createBench().logs(report), entries);
  });
}

test('a failure that repeats a thousand times in a minute is logged once, and once in each minute after', () => {
  const bench = createBench();
  let logged = 0;
  for (let repetition = 0; repetition < 1000; repetition++) {
    logged += bench.logs(failed('write', 'no')).length;
    bench.pass(59);
  }
  assert.equal(logged, 1);
  bench.pass(1_000);
  assert.equal(bench.logs(failed('write', 'no')).length, 1);
  bench.pass(59_999);
  assert.equal(bench.logs(failed('write', 'no')).length, 0);
  bench.pass(1);
  assert.equal(bench.logs(failed('write', 'no')).length, 1);
});

test('a failure of another kind, or with another text, is logged at once', () => {
  const bench = createBench();
  assert.equal(bench.logs(failed('write', 'no')).length, 1);
  assert.equal(bench.logs(failed('table', 'no')).length, 1);
  assert.deepEqual(bench.logs(failed('write', 'never')), [warning(WRITE, 'write', 'never')]);
  assert.equal(bench.logs(failed('table', 'no')).length, 0);
});

test('a failure after a success is news again', () => {
  const bench = createBench();
  for (const [op, success] of [
    ['kernel', SYNCED],
    ['table', READ],
    ['write', READ],
  ] as const) {
    assert.equal(bench.logs(failed(op, 'no')).length, 1);
    assert.equal(bench.logs(failed(op, 'no')).length, 0);
    bench.logs(success);
    assert.equal(bench.logs(failed(op, 'no')).length, 1, op);
  }
});

test('a kernel that was read says nothing of the database', () => {
  const bench = createBench();
  bench.logs(failed('table', 'no'));
  bench.logs(SYNCED);
  assert.equal(bench.logs(failed('table', 'no')).length, 0);
});

test('a storm of overruns is one line at its beginning, then one in a minute that sums up', () => {
  const bench = createBench();
  const dropped = (overruns: number): readonly Entry[] => bench.logs({ ...SYNCED, overruns });
  const line = (overruns: number, reads: number): readonly Entry[] => [
    ['warn', 'the kernel dropped events; its table was read again', { overruns, reads, neighbors: 7 }],
  ];
  assert.deepEqual(dropped(1), line(1, 1));
  for (let read = 0; read < 299; read++) {
    bench.pass(200);
    assert.deepEqual(dropped(2), []);
  }
  bench.pass(200);
  assert.deepEqual(dropped(2), line(600, 300));
  assert.deepEqual(dropped(5), []);
  bench.pass(60_000);
  assert.deepEqual(bench.logs(SYNCED), line(5, 1), 'the rest is told when the kernel is read next, overrun or not');
  bench.pass(60_000);
  assert.deepEqual(bench.logs(SYNCED), []);
});
