import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNud, NUD_RESOLVED } from './nud.ts';

/** linux/neighbour.h */
const STATES = {
  NONE: 0x00,
  INCOMPLETE: 0x01,
  REACHABLE: 0x02,
  STALE: 0x04,
  DELAY: 0x08,
  PROBE: 0x10,
  FAILED: 0x20,
  NOARP: 0x40,
  PERMANENT: 0x80,
};

for (const [name, state] of Object.entries(STATES)) {
  test(`0x${state.toString(16).padStart(2, '0')} is ${name}`, () => assert.equal(formatNud(state), name));
}

test('a combination of states is given in hex', () => {
  assert.equal(formatNud(0x06), '0x6');
  assert.equal(formatNud(0x100), '0x100');
  assert.equal(formatNud(0xffff), '0xffff');
});

test('resolved are exactly PERMANENT, REACHABLE, STALE, DELAY and PROBE', () => {
  const resolved = Object.keys(STATES).filter((name) => (STATES[name as keyof typeof STATES] & NUD_RESOLVED) !== 0);
  assert.deepEqual(resolved, ['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'PERMANENT']);
  assert.equal(NUD_RESOLVED, 0x9e);
});
