import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_POLICY } from '../../test/fixtures/policy.ts';
import { formatLine, parseLine } from './capture-line.ts';
import { CAPTURE_KINDS, type CaptureRecord } from './capture-record.ts';

const POLICY = {
  ...DEFAULT_POLICY,
  interfaces: ['Ethernet*'],
  vrfs: new Map([['Vrf_red', { enabled: false, ipv4Enabled: true, ipv6Enabled: true }]]),
  facts: { dualTor: true, evpn: false, linkLocalInterfaces: new Set(['Vlan10']) },
};
const KNOBS = { batchSize: 100, batchTimeoutMs: 100, workers: 2, verifyIntervalMs: 300_000 };
const BYTES = Uint8Array.of(0, 1, 0xab, 0xff);
const FAILURE = { code: 'netlink_interrupted', message: 'dump links: it changed' } as const;
const ROWS = [
  { key: 'Ethernet0:10.0.0.2', neigh: '02:00:00:00:00:02', family: 'IPv4' },
  { key: 'Ethernet0:x', neigh: undefined, family: '' },
];

const RECORDS: readonly CaptureRecord[] = [
  {
    kind: 'start',
    version: 1,
    policy: POLICY,
    policyKnown: false,
    knobs: KNOBS,
    maxNeighbors: 1000,
  },
  { kind: 'opened', receiveBufferBytes: 8192, bufferForced: true },
  { kind: 'event', bytes: BYTES },
  { kind: 'overrun' },
  { kind: 'truncated' },
  { kind: 'closed', ...FAILURE },
  { kind: 'drained' },
  { kind: 'request', bytes: BYTES },
  { kind: 'reply', bytes: new Uint8Array(0) },
  { kind: 'request_failed', ...FAILURE },
  { kind: 'barrier' },
  { kind: 'table', up: true },
  { kind: 'read', what: 'keys', keys: ['Ethernet0:10.0.0.2'] },
  { kind: 'read', what: 'table' },
  { kind: 'rows', rows: ROWS },
  { kind: 'keys', keys: ['Ethernet0:2001:db8::2'] },
  { kind: 'read_end' },
  { kind: 'read_failed', ...FAILURE },
  { kind: 'begin', start: { kind: 'warm', timerMs: 5000 } },
  { kind: 'restored' },
  { kind: 'policy', policy: POLICY, linkLocalGraceMs: 5000 },
  { kind: 'knobs', knobs: KNOBS },
  { kind: 'refresh' },
  { kind: 'resync_vrf', name: 'VrfRed' },
  { kind: 'end' },
];

test('every kind is written as a line and read back as it was', () => {
  assert.deepEqual(new Set(RECORDS.map(({ kind }) => kind)), new Set(Object.keys(CAPTURE_KINDS)));
  for (const record of RECORDS) {
    const line = formatLine(record, 12_034.567);
    assert.ok(!line.includes('\n'), line);
    assert.deepEqual(parseLine(line, 'here'), { ...record, atMs: 12_034.567 }, line);
  }
});

test('a line can be read by people', () => {
  assert.equal(formatLine({ kind: 'event', bytes: BYTES }, 1.5), '0.001500 event 0001abff');
  assert.equal(formatLine({ kind: 'drained' }, 61_000), '61.000000 drained');
  assert.equal(
    formatLine({ kind: 'rows', rows: ROWS }, 0),
    '0.000000 rows {"rows":[["Ethernet0:10.0.0.2","02:00:00:00:00:02","IPv4"],["Ethernet0:x",null,""]]}',
  );
});

test('comments and empty lines are nothing', () => {
  for (const line of ['', '#', '# ip neigh add 10.0.0.2 dev Ethernet0'])
    assert.equal(parseLine(line, 'here'), undefined);
});

const MALFORMED: readonly (readonly [line: string, message: RegExp])[] = [
  ['event 00', /^here: "event 00" is not "SECONDS KIND \[CONTENT\]"$/],
  ['1.5 event 00', /is not "SECONDS KIND/],
  ['0.000000 evnt 00', /^here: kind evnt is not one of start, opened, event, /],
  ['0.000000 event', /"" is not a datagram in hex/],
  ['0.000000 event 0', /"0" is not a datagram in hex/],
  ['0.000000 event 0g', /"0g" is not a datagram in hex/],
  ['0.000000 table {"up":1}', /^here: table: up: /],
  ['0.000000 table {"up":tru', /"\{\\"up\\":tru" is not JSON/],
  ['0.000000 table', /^here: table: up: /],
  ['0.000000 drained {"a":1}', /^here: drained: /],
  ['0.000000 read {"what":"all"}', /^here: read: what: /],
  ['0.000000 closed {"code":"nonsense","message":""}', /^here: closed: code: /],
  ['0.000000 start {"version":2}', /^here: start: version: /],
];
for (const [line, message] of MALFORMED) {
  test(`"${line}" is refused with what is wrong with it`, () => {
    assert.throws(() => parseLine(line, 'here'), { code: 'capture_invalid', message });
  });
}

test('no text makes it throw anything but capture_invalid', () => {
  const kind = fc.constantFrom(...Object.keys(CAPTURE_KINDS));
  const content = fc.oneof(fc.string(), fc.json());
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(kind, content).map(([a, b]) => `0.000000 ${a} ${b}`),
      ),
      (line) => {
        try {
          parseLine(line, 'here');
        } catch (thrown) {
          assert.equal((thrown as { readonly code?: string }).code, 'capture_invalid');
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('a policy recorded before there were rules for VRFs has none', () => {
  const { vrfs: _, ...policy } = JSON.parse(
    JSON.stringify({ ...DEFAULT_POLICY, facts: { ...POLICY.facts, linkLocalInterfaces: [] } }),
  );
  const line = `0.000000 policy ${JSON.stringify({ policy, linkLocalGraceMs: 0 })}`;
  const record = parseLine(line, 'here');
  assert.ok(record?.kind === 'policy');
  assert.deepEqual(record.policy.vrfs, new Map());
});
