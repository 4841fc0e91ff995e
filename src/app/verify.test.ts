import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Comparison, Difference } from '../neighbor/diff.ts';
import { setKeptApart } from './verify.ts';

const found = { key: 'Vlan10:10.0.0.1', neigh: '02:00:00:00:00:0a', family: 'IPv4' };
const ORPHAN: Difference = { kind: 'unwanted', key: 'Vlan10:10.0.0.1', found, rule: 'no_neighbor' };
const LINK_LOCAL: Difference = { kind: 'unwanted', key: 'Vlan10:fe80::1', found, rule: 'link_local' };
const FAILED: Difference = { kind: 'unwanted', key: 'Vlan10:10.0.0.2', found, rule: 'failed' };
const MISSING: Difference = { kind: 'missing', key: 'Vlan10:10.0.0.3', expected: 1 };
const COMPARISON: Comparison = {
  differences: [ORPHAN, LINK_LOCAL, FAILED, MISSING],
  held: [{ key: 'Vlan10:10.0.0.4', rule: 'evpn_probe' }],
  equal: 5,
};
const HELD = { key: 'Vlan10:10.0.0.4', reason: 'evpn_probe' };

const CASES: readonly (readonly [readonly string[], readonly Difference[], readonly object[]])[] = [
  [[], COMPARISON.differences, [HELD]],
  [['start_grace'], [LINK_LOCAL, FAILED, MISSING], [HELD, { key: ORPHAN.key, reason: 'start_grace' }]],
  [['link_local_disabled'], [ORPHAN, FAILED, MISSING], [HELD, { key: LINK_LOCAL.key, reason: 'link_local_disabled' }]],
  [['another'], COMPARISON.differences, [HELD]],
];
for (const [graces, differences, kept] of CASES) {
  test(`the graces "${graces.join()}" set apart only the unwanted rows that they are for`, () => {
    assert.deepEqual(setKeptApart(COMPARISON, graces), { ...COMPARISON, differences, kept });
  });
}
