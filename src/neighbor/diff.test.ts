import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_POLICY } from '../../test/fixtures/policy.ts';
import { NUD_FAILED, NUD_INCOMPLETE, NUD_REACHABLE } from '../netlink/codec/neighbour.ts';
import { compareRows, type Expectations, expectations, unexplained } from './diff.ts';
import { parseIp } from './ip.ts';
import type { NeighborKey } from './key.ts';
import type { PolicyConfig, PolicyEntry, Verdict } from './policy.ts';
import type { StoredRow } from './row.ts';

const VLANS_ONLY: PolicyConfig = { ...DEFAULT_POLICY, interfaces: ['Vlan*'] };

const KEY = 'Vlan10:10.0.0.1';
const MAC = 0x02_00_00_00_00_0a;
const RIGHT: StoredRow = { key: KEY, neigh: '02:00:00:00:00:0a', family: 'IPv4' };

const ROW: Verdict = { kind: 'row', rule: 'resolved', mac: MAC, hostRouteVrf: undefined };
const FAILED: Verdict = { kind: 'absent', rule: 'failed' };
const HOLD: Verdict = { kind: 'hold', rule: 'evpn_probe', recheckAfterMs: undefined };

function expecting(verdicts: Readonly<Record<string, Verdict>>): Expectations {
  return new Map(Object.entries(verdicts).map(([key, verdict]) => [key as NeighborKey, verdict]));
}

function ipOf(text: string): Uint8Array {
  return parseIp(text) ?? assert.fail(`${text} is no address`);
}

describe('what is expected', () => {
  const entry = (given: Partial<PolicyEntry>): PolicyEntry => ({
    interfaceName: 'Vlan10',
    ip: ipOf('10.0.0.1'),
    state: NUD_REACHABLE,
    flags: 0,
    mac: MAC,
    ageMs: 0,
    published: 'none',
    masterName: undefined,
    vrfName: 'default',
    ...given,
  });

  test("is the policy's verdict on each neighbor, under its database key", () => {
    const entries = [
      entry({}),
      entry({ ip: ipOf('2001:db8::1'), state: NUD_FAILED }),
      entry({ interfaceName: 'lo', ip: ipOf('10.0.0.2') }),
    ];
    const expected: Record<string, Verdict> = {
      [KEY]: ROW,
      'Vlan10:2001:db8::1': FAILED,
      'lo:10.0.0.2': { kind: 'absent', rule: 'interface' },
    };
    assert.deepEqual(expectations(entries, DEFAULT_POLICY), expecting(expected));
  });

  test('does not depend on the bytes of an address staying as they are', () => {
    const ip = ipOf('10.0.0.1');
    function* walk() {
      yield entry({ ip });
      ip[3] = 2;
      yield entry({ ip, state: NUD_INCOMPLETE });
    }
    assert.deepEqual([...expectations(walk(), DEFAULT_POLICY).keys()], [KEY, 'Vlan10:10.0.0.2']);
  });
});

describe('comparing what should be with what is', () => {
  const found = (row: StoredRow) => [row];

  test('a row that is right is equal', () => {
    const result = compareRows(expecting({ [KEY]: ROW }), found(RIGHT), DEFAULT_POLICY);
    assert.deepEqual(result, { differences: [], held: [], equal: 1 });
  });

  test('nothing is equal to nothing', () => {
    assert.deepEqual(compareRows(expecting({}), [], DEFAULT_POLICY), { differences: [], held: [], equal: 0 });
    assert.deepEqual(compareRows(expecting({ [KEY]: FAILED }), [], DEFAULT_POLICY).differences, []);
  });

  test('a row that is not there is missing', () => {
    const result = compareRows(expecting({ [KEY]: ROW }), [], DEFAULT_POLICY);
    assert.deepEqual(result, { differences: [{ kind: 'missing', key: KEY, expected: MAC }], held: [], equal: 0 });
  });

  for (const [what, row] of [
    ['another MAC', { ...RIGHT, neigh: '02:00:00:00:00:0b' }],
    ['a MAC in capitals', { ...RIGHT, neigh: '02:00:00:00:00:0A' }],
    ['no MAC', { ...RIGHT, neigh: undefined }],
    ['the other family', { ...RIGHT, family: 'IPv6' }],
    ['no family', { ...RIGHT, family: undefined }],
  ] as const) {
    test(`a row with ${what} is wrong`, () => {
      const { differences, equal } = compareRows(expecting({ [KEY]: ROW }), found(row), DEFAULT_POLICY);
      assert.deepEqual(differences, [{ kind: 'wrong', key: KEY, expected: MAC, found: row }]);
      assert.equal(equal, 0);
    });
  }

  test('a row that the policy does not want is unwanted, and the rule is named', () => {
    const { differences } = compareRows(expecting({ [KEY]: FAILED }), found(RIGHT), DEFAULT_POLICY);
    assert.deepEqual(differences, [{ kind: 'unwanted', key: KEY, found: RIGHT, rule: 'failed' }]);
  });

  test('a row that no neighbor stands behind is unwanted for that', () => {
    const { differences } = compareRows(expecting({}), found(RIGHT), DEFAULT_POLICY);
    assert.deepEqual(differences, [{ kind: 'unwanted', key: KEY, found: RIGHT, rule: 'no_neighbor' }]);
  });

  test('a row that is held is neither right nor wrong, whatever it says; without a row nothing is held', () => {
    const row = { ...RIGHT, neigh: undefined };
    const result = compareRows(expecting({ [KEY]: HOLD }), found(row), DEFAULT_POLICY);
    assert.deepEqual(result, { differences: [], held: [{ key: KEY, rule: 'evpn_probe' }], equal: 0 });
    assert.deepEqual(compareRows(expecting({ [KEY]: HOLD }), [], DEFAULT_POLICY), {
      differences: [],
      held: [],
      equal: 0,
    });
  });

  test('a row under a key in another form is malformed, and does not stand for the right one', () => {
    const row = { ...RIGHT, key: 'Vlan10:2001:DB8::1', family: 'IPv6' };
    const { differences } = compareRows(expecting({ 'Vlan10:2001:db8::1': ROW }), found(row), DEFAULT_POLICY);
    assert.deepEqual(differences, [
      { kind: 'malformed', key: row.key, found: row },
      { kind: 'missing', key: 'Vlan10:2001:db8::1', expected: MAC },
    ]);
  });

  test('rows of interfaces that are not ours are passed over, malformed ones too', () => {
    const rows = [
      { ...RIGHT, key: 'Ethernet0:10.0.0.1' },
      { ...RIGHT, key: 'Ethernet0:nonsense' },
      { ...RIGHT, key: 'lo:10.0.0.1' },
    ];
    const result = compareRows(expecting({}), rows, VLANS_ONLY);
    assert.deepEqual(result, { differences: [], held: [], equal: 0 });
    assert.equal(compareRows(expecting({}), rows, DEFAULT_POLICY).differences.length, 2);
  });

  test('every row and every expectation is judged by itself', () => {
    const other = { ...RIGHT, key: 'Vlan10:10.0.0.2', neigh: '02:00:00:00:00:0b' };
    const expected = expecting({ [KEY]: ROW, 'Vlan10:10.0.0.2': ROW, 'Vlan10:10.0.0.3': ROW });
    const { differences, equal } = compareRows(expected, [RIGHT, other], DEFAULT_POLICY);
    const kinds = differences.map(({ kind, key }) => `${kind} ${key}`);
    assert.deepEqual(kinds, ['wrong Vlan10:10.0.0.2', 'missing Vlan10:10.0.0.3']);
    assert.equal(equal, 1);
  });
});

describe('rows that the kernel did not mention', () => {
  test('are those that nothing is expected of', () => {
    const rows = [RIGHT, { ...RIGHT, key: 'Vlan10:10.0.0.2', neigh: undefined }];
    assert.deepEqual(unexplained(expecting({ [KEY]: FAILED }), rows, DEFAULT_POLICY), [
      { interfaceName: 'Vlan10', ip: ipOf('10.0.0.2') },
    ]);
    assert.deepEqual(unexplained(expecting({}), rows, DEFAULT_POLICY), [
      { interfaceName: 'Vlan10', ip: ipOf('10.0.0.1') },
      { interfaceName: 'Vlan10', ip: ipOf('10.0.0.2') },
    ]);
  });

  test('are only those of ours, under keys in our form', () => {
    const rows = [
      { ...RIGHT, key: 'Ethernet0:10.0.0.1' },
      { ...RIGHT, key: 'Vlan10:2001:DB8::1' },
      { ...RIGHT, key: 'Vlan10' },
    ];
    assert.deepEqual(unexplained(expecting({}), rows, VLANS_ONLY), []);
  });
});
