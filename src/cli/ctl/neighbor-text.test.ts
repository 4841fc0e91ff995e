import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSnakeCase } from '../../base/snake-case.ts';
import type { ChangeResult } from '../../service/changes.ts';
import type { NeighborInfo } from '../../service/neighbor-info.ts';
import type { Explanation } from '../../service/reports.ts';
import { formatChange } from './add.ts';
import { formatExplanation } from './explain.ts';
import { formatNeighbors, type Neighbor, sortKey } from './neighbor-table.ts';
import { COLOURS, choosePaint, PLAIN } from './paint.ts';
import { apply, cut, frame } from './redraw.ts';
import { formatEvent } from './watch.ts';
import type { WireEvent } from './watch-stream.ts';
import type { Wire } from './wire.ts';

const NOW_MS = Date.parse('2026-01-01T00:01:05.000Z');

/** As it comes over the socket. */
function wire<T>(value: T): Wire<T> {
  return toSnakeCase(value) as Wire<T>;
}

const NEIGHBOR: NeighborInfo = {
  ipAddress: '10.0.0.1',
  macAddress: '02:00:00:00:00:01',
  interface: 'Ethernet0',
  state: 'REACHABLE',
  family: 'IPv4',
  vrf: 'Vrf_red',
  flags: ['router'],
  source: 'dynamic',
  lastChanged: '2026-01-01T00:00:00.000Z',
  row: 'written',
};
const BARE: NeighborInfo = {
  ...NEIGHBOR,
  ipAddress: 'fe80::1',
  macAddress: undefined,
  state: 'INCOMPLETE',
  family: 'IPv6',
  vrf: undefined,
  flags: [],
  row: 'none',
};

test('neighbors are a table', () => {
  assert.equal(
    formatNeighbors([wire(NEIGHBOR), wire(BARE)], NOW_MS, PLAIN),
    `\
ADDRESS   MAC                INTERFACE  STATE       VRF      AGE    SOURCE   ROW
10.0.0.1  02:00:00:00:00:01  Ethernet0  REACHABLE   Vrf_red  1m05s  dynamic  written
fe80::1   -                  Ethernet0  INCOMPLETE  -        1m05s  dynamic  none
`,
  );
});

test('colours are for those who can see them', () => {
  const [head = '', row = ''] = formatNeighbors([wire(BARE)], NOW_MS, COLOURS).split('\n');
  assert.ok(head.startsWith('\x1b[1mADDRESS\x1b[0m  '), head);
  assert.ok(row.includes('\x1b[31mINCOMPLETE\x1b[0m  -') && row.endsWith('\x1b[2mnone\x1b[0m'), row);
  assert.ok(choosePaint(true, false, {}) === COLOURS);
  for (const paint of [
    choosePaint(false, false, {}),
    choosePaint(true, true, {}),
    choosePaint(true, false, { NO_COLOR: '1' }),
    choosePaint(true, false, { TERM: 'dumb' }),
  ]) {
    assert.ok(paint === PLAIN);
  }
  assert.ok(choosePaint(true, false, { NO_COLOR: '' }) === COLOURS);
});

test('what is sorted here is in the order of the service', () => {
  const inOrder = ['10.0.0.2 b', '10.0.0.10 a', '10.0.0.10 b', '9::1 a', 'fe80::1 a', 'fe80::1 b'];
  const keys = inOrder.map((text) => {
    const [ip_address = '', name = ''] = text.split(' ');
    return sortKey({ ip_address, interface: name });
  });
  assert.deepEqual(keys.toSorted(), keys);
});

const EXPLANATION: Explanation = {
  interface: 'Ethernet0',
  ipAddress: '10.0.0.1',
  kernel: NEIGHBOR,
  known: NEIGHBOR,
  verdict: { kind: 'row', rule: 'resolved', text: 'it is in use', macAddress: '02:00:00:00:00:01' },
  configuration: [
    { key: 'filtering.interfaces', value: ['Ethernet*'], origin: '/etc/x.conf' },
    { key: 'netlink.ipv4_enabled', value: true, origin: 'default' },
  ],
  database: { row: { neigh: '02:00:00:00:00:01', family: 'IPv4' }, error: undefined, pending: false, kept: undefined },
  history: [
    { at: '2026-01-01T00:01:00.000Z', what: 'row_written', state: undefined, macAddress: '02:00:00:00:00:01' },
    { at: '2026-01-01T00:00:00.000Z', what: 'kernel_changed', state: 'STALE', macAddress: '02:00:00:00:00:01' },
  ],
};

test('an explanation says what the kernel has, which rule decided and on what, what the database has, and what happened', () => {
  assert.equal(
    formatExplanation(wire(EXPLANATION), NOW_MS, PLAIN),
    `\
10.0.0.1 on Ethernet0
  kernel       REACHABLE 02:00:00:00:00:01 vrf Vrf_red router dynamic row written, changed 1m05s ago
  verdict      row with 02:00:00:00:00:01, by rule resolved: it is in use
  depends on   filtering.interfaces = ["Ethernet*"]  # /etc/x.conf
               netlink.ipv4_enabled = true  # default
  database     neigh 02:00:00:00:00:01, family IPv4
  history      2026-01-01T00:01:00.000Z      5s ago  row written 02:00:00:00:00:01
               2026-01-01T00:00:00.000Z   1m05s ago  kernel changed STALE 02:00:00:00:00:01
`,
  );
});

test('an explanation says where kernel and daemon differ, and what is not known', () => {
  const odd: Explanation = {
    ...EXPLANATION,
    kernel: undefined,
    verdict: { kind: 'hold', rule: 'evpn_probe', text: 'it is being looked at', macAddress: undefined },
    configuration: [],
    database: { row: undefined, error: 'Redis is away', pending: true, kept: 'start_grace' },
    history: [],
  };
  assert.equal(
    formatExplanation(wire(odd), NOW_MS, PLAIN),
    `\
10.0.0.1 on Ethernet0
  kernel       no such neighbor
  daemon       REACHABLE 02:00:00:00:00:01 vrf Vrf_red router dynamic row written, changed 1m05s ago
  verdict      what is there stays, by rule evpn_probe: it is being looked at
  database     not known: Redis is away; a change is on its way; kept on purpose: start_grace
`,
  );
});

const NO_ROW: ChangeResult = { database: 'no_row', rule: 'link_local', ruleText: 'it is link-local', neighbor: BARE };
for (const [what, result, text] of [
  ['added', { ...NO_ROW, database: 'acknowledged' }, '10.0.0.1 on a: added; the database has its row\n'],
  ['added', NO_ROW, '10.0.0.1 on a: added; no row, by rule link_local: it is link-local\n'],
  ['added', { ...NO_ROW, database: 'pending' }, '10.0.0.1 on a: added; kernel changed, database pending\n'],
  ['deleted', { ...NO_ROW, database: 'acknowledged' }, '10.0.0.1 on a: deleted; the database has no row of it\n'],
] as const) {
  test(`a change whose row is ${result.database} is said in words: ${what}`, () => {
    assert.equal(
      formatChange(what, { ip_address: '10.0.0.1', interface: 'a' }, wire<ChangeResult>(result), PLAIN),
      text,
    );
  });
}

const AT = '2026-01-01T00:01:05.000Z';
const EVENTS: readonly (readonly [WireEvent, string | undefined])[] = [
  [{ kind: 'snapshot', reason: 'start' }, undefined],
  [
    { kind: 'snapshot', reason: 'too_slow' },
    `${AT} anew     changes were missed, for they were not taken in time; all neighbors follow`,
  ],
  [
    { kind: 'present', neighbor: wire(NEIGHBOR) },
    `${AT} present  10.0.0.1 02:00:00:00:00:01 Ethernet0 REACHABLE vrf Vrf_red router dynamic row written`,
  ],
  [
    { kind: 'changed', revision: '1', neighbor: wire(BARE) },
    `${AT} changed  fe80::1 - Ethernet0 INCOMPLETE dynamic row none`,
  ],
  [{ kind: 'gone', revision: '1', ip_address: '10.0.0.1', interface: 'a' }, `${AT} gone     10.0.0.1 a`],
  [{ kind: 'heartbeat', revision: '1' }, undefined],
];
for (const [event, line] of EVENTS) {
  test(`the event ${JSON.stringify(event).slice(0, 40)} is ${line === undefined ? 'not shown' : 'a line'}`, () => {
    assert.equal(formatEvent(event, NOW_MS, PLAIN), line);
  });
}

test('a frame has as many neighbors as fit, in their order, and no line that wraps', () => {
  const neighbors = new Map(
    ['10.0.0.10', '10.0.0.9', '10.0.0.2'].map((ipAddress) => {
      const one = wire({ ...NEIGHBOR, ipAddress });
      return [sortKey(one), one] as const;
    }),
  );
  const shown = frame(neighbors, { screen: () => ({ rows: 5, columns: 40 }), nowMs: () => NOW_MS, paint: PLAIN });
  assert.equal(
    shown,
    '\x1b[HADDRESS   MAC                INTERFACE  \x1b[K\n' +
      '10.0.0.2  02:00:00:00:00:01  Ethernet0  \x1b[K\n' +
      '10.0.0.9  02:00:00:00:00:01  Ethernet0  \x1b[K\n' +
      '3 neighbors, 1 of them not shown; Ctrl-C\x1b[K\n\x1b[J',
  );
});

test('a line that is cut keeps its colours, and ends them', () => {
  assert.equal(cut('ab\x1b[31mcd\x1b[0mef', 3), 'ab\x1b[31mc\x1b[0m');
  assert.equal(cut('ab\x1b[31mcd\x1b[0mef', 6), 'ab\x1b[31mcd\x1b[0mef');
});

test('a table that follows a watch has what was told last, and after another snapshot only what is in it', () => {
  const neighbors = new Map<string, Neighbor>();
  const tell = (...events: readonly WireEvent[]): readonly string[] => {
    for (const event of events) apply(neighbors, event);
    return [...neighbors.values()].map(({ ip_address, state }) => `${ip_address} ${state}`);
  };
  const [one, other] = [wire(NEIGHBOR), wire(BARE)];
  const revision = '1';
  assert.deepEqual(
    tell({ kind: 'snapshot', reason: 'start' }, { kind: 'present', neighbor: one }, { kind: 'synced', revision }),
    ['10.0.0.1 REACHABLE'],
  );
  const stale = { ...one, state: 'STALE' };
  assert.deepEqual(
    tell({ kind: 'changed', revision, neighbor: stale }, { kind: 'changed', revision, neighbor: other }),
    ['10.0.0.1 STALE', 'fe80::1 INCOMPLETE'],
  );
  assert.deepEqual(tell({ kind: 'heartbeat', revision }).length, 2);
  const { ip_address, interface: name } = other;
  assert.deepEqual(tell({ kind: 'gone', revision, ip_address, interface: name }), ['10.0.0.1 STALE']);
  assert.deepEqual(tell({ kind: 'snapshot', reason: 'too_slow' }, { kind: 'present', neighbor: other }), [
    'fe80::1 INCOMPLETE',
  ]);
});
