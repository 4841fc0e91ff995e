import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEALTH, PROFILE, STATS, STATUS, TUNING, VERIFIED } from '../../../test/support/fake-reports.ts';
import { toSnakeCase } from '../../base/snake-case.ts';
import { formatReport as formatConfigReport, formatKeys } from './config.ts';
import { formatHealth } from './health.ts';
import { PLAIN } from './paint.ts';
import { formatProfile } from './profile.ts';
import { formatStats } from './stats.ts';
import { formatStatus } from './status.ts';
import { formatTuning } from './tune.ts';
import { formatReport } from './verify.ts';
import type { Wire } from './wire.ts';

const NOW_MS = Date.parse('2026-01-01T00:01:05.000Z');

/** As it comes over the socket. */
function wire<T>(value: T): Wire<T> {
  return toSnakeCase(value) as Wire<T>;
}

test('health, with its reasons', () => {
  const ill = {
    ...HEALTH,
    isHealthy: true,
    status: 'degraded',
    reasons: ['slow', 'far'],
    latencyMs: undefined,
  } as const;
  assert.equal(
    formatHealth(wire(ill), PLAIN),
    `\
status               degraded
reasons              slow
                     far
ready                yes
last event           1s ago
latency p99          -
neighbors processed  42
errors               0
`,
  );
});

test('statistics and status', () => {
  const stats = formatStats(wire(STATS));
  assert.ok(
    stats.startsWith('total neighbors    0\nrows               3\n') && stats.endsWith('uptime             1h01m\n'),
  );
  const status = formatStatus(wire(STATUS), PLAIN);
  assert.ok(status.startsWith('version            0.1.0\nready              yes\n'), status);
  assert.ok(
    status.endsWith('\nVRF      TABLE  INTERFACES\ndefault  254    Ethernet0 Vlan10\nVrf_red  1001   Ethernet4\n'),
    status,
  );
});

test('a comparison, as neighsyncd verify has it', () => {
  assert.equal(formatReport(wire(VERIFIED), PLAIN), 'equal: 3 rows as they should be, 0 kept\n');
  const report = {
    equal: false,
    rowsEqual: 1,
    differences: [{ kind: 'missing', key: 'Vlan10:10.0.0.1', kernel: '02:00:00:00:00:01', database: 'no row' }],
    kept: [{ key: 'Vlan10:10.0.0.2', reason: 'start_grace' }],
  } as const;
  assert.equal(
    formatReport(wire(report), PLAIN),
    `\
WHAT     KEY              KERNEL             DATABASE
missing  Vlan10:10.0.0.1  02:00:00:00:00:01  no row

KEPT             REASON
Vlan10:10.0.0.2  start_grace

1 difference: 1 row as it should be, 1 kept
`,
  );
});

test('keys of the configuration, and what has become of them', () => {
  const key = { key: 'a.b', value: 'x', origin: 'default', live: true, allowed: 'text', default: '' };
  assert.equal(
    formatKeys([key, { ...key, key: 'c.d', value: 5, live: false }], PLAIN),
    'a.b = "x"  # default\nc.d = 5  # default; a change needs a restart\n',
  );
  const change = { key: 'a.b', before: 'x', after: ['y'] };
  assert.equal(
    formatConfigReport({ applied: [change], needs_restart: [change] }, PLAIN),
    'a.b: "x" -> ["y"]\na.b: "x" -> ["y"] (needs a restart)\n',
  );
  assert.equal(formatConfigReport({ applied: [], needs_restart: [] }, PLAIN), 'nothing has changed\n');
});

test('what the tuner does, and why', () => {
  assert.equal(
    formatTuning(TUNING, NOW_MS, PLAIN),
    `\
mode           apply
strategy       balanced
interval ms    60000
target p99 ms  50
target rate    1000
note           -

KNOB        NOW  CONFIGURED
batch_size  128  100
workers     2    2

AGE    OUTCOME  KNOB        CHANGE      REASON
1m05s  applied  batch_size  100 -> 128  rows wait for their batch
`,
  );
});

test('where the time goes', () => {
  assert.equal(
    formatProfile(toSnakeCase(PROFILE), PLAIN),
    `\
uptime           1h01m
measured by      exact
bottleneck       write (redis) in 1h: write takes 75 % of the end-to-end mean
could be turned  workers 2 -> 3: scripts wait for each other

WINDOW  ROWS  ROWS/S  EVENTS/S  MEAN  P50  P95  P99  P99.9  MAX
1m      30    0.5     1         1.25  1    2    2.5  8      9
1h      36    0.01    0.1       1.25  1    2    2.5  8      9
latencies in ms
`,
  );
});

test('an answer of another shape is no reason to fail', () => {
  for (const value of [
    null,
    {},
    [],
    { windows: 5, recommendations: {}, decisions: 'x', knobs: null, bottleneck: null },
  ]) {
    assert.match(formatProfile(value, PLAIN), /^uptime +0s\n/);
    assert.match(formatTuning(value, NOW_MS, PLAIN), /^mode +-\n/);
  }
});
