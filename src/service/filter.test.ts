import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DaemonError } from '../base/errors.ts';
import { matches, parseFilter } from './filter.ts';
import { FILTER_NAMES, type NeighborFilter, type NeighborInfo } from './neighbor-info.ts';

const NEIGHBOR: NeighborInfo = {
  ipAddress: '10.1.2.3',
  macAddress: '02:00:00:00:00:ab',
  interface: 'Ethernet0',
  state: 'REACHABLE',
  family: 'IPv4',
  vrf: 'Vrf_red',
  flags: [],
  source: 'dynamic',
  lastChanged: '2026-01-01T00:00:00.000Z',
  row: 'written',
};

const HOLDS: readonly (readonly [NeighborFilter, boolean])[] = [
  [{}, true],
  [{ interface: '', state: '', family: '', vrf: '', mac: '', prefix: '', source: '' }, true],
  [{ interface: 'Ethernet0' }, true],
  [{ interface: 'ethernet0' }, false],
  [{ state: 'reachable' }, true],
  [{ state: 'STALE' }, false],
  [{ family: 'ipv4' }, true],
  [{ family: 'IPv6' }, false],
  [{ vrf: 'Vrf_red' }, true],
  [{ vrf: 'default' }, false],
  [{ mac: '02:00:00:00:00:AB' }, true],
  [{ mac: '02:00:00:00:00:ac' }, false],
  [{ prefix: '10.0.0.0/8' }, true],
  [{ prefix: '10.1.2.3' }, true],
  [{ prefix: '10.1.2.2/31' }, true],
  [{ prefix: '10.1.2.4/31' }, false],
  [{ prefix: '::/0' }, false],
  [{ source: 'Dynamic' }, true],
  [{ source: 'static' }, false],
  [{ interface: 'Ethernet0', state: 'stale' }, false],
];
for (const [filter, expected] of HOLDS) {
  test(`${JSON.stringify(filter)} ${expected ? 'holds' : 'does not hold'}`, () => {
    assert.equal(matches(parseFilter(filter), NEIGHBOR), expected);
  });
}

test('a neighbor without a MAC, or a VRF that is known, has none that could be asked for', () => {
  const bare = { ...NEIGHBOR, macAddress: undefined, vrf: undefined };
  assert.equal(matches(parseFilter({ mac: '00:00:00:00:00:00' }), bare), false);
  assert.equal(matches(parseFilter({ vrf: 'default' }), bare), false);
  assert.equal(matches(parseFilter({}), bare), true);
});

const REFUSED: readonly (readonly [NeighborFilter, string])[] = [
  [
    { state: 'dead' },
    'state: "dead" is unknown (allowed: NONE, INCOMPLETE, REACHABLE, STALE, DELAY, PROBE, FAILED, NOARP, PERMANENT)',
  ],
  [{ family: 'inet' }, 'family: "inet" is unknown (allowed: IPv4, IPv6)'],
  [{ source: 'me' }, 'source: "me" is unknown (allowed: static, external, dynamic)'],
  [{ vrf: 'a:b' }, 'vrf: "a:b" is no name (allowed: 1 to 15 printable ASCII characters but space, / and :)'],
  [{ mac: 'x' }, 'mac: "x" is not a MAC address (allowed: such as 02:00:00:00:00:01)'],
];
for (const [filter, message] of REFUSED) {
  test(`${JSON.stringify(filter)} is refused`, () => {
    assert.throws(() => parseFilter(filter), { code: 'invalid_argument', message });
  });
}

test('whatever is asked for, it is understood or refused as invalid_argument that begins with the field', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('REACHABLE', 'ipv6', '10.0.0.0/8', 'static'));
  fc.assert(
    fc.property(fc.constantFrom(...FILTER_NAMES), text, (name, value) => {
      try {
        assert.equal(typeof matches(parseFilter({ [name]: value }), NEIGHBOR), 'boolean');
      } catch (error) {
        assert.ok(error instanceof DaemonError && error.code === 'invalid_argument', String(error));
        assert.ok(error.message.startsWith(`${name}: `), error.message);
      }
    }),
  );
});
