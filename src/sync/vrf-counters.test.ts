import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VrfCounters } from './vrf-counters.ts';

/** The VRF of an interface by its number; the test may change it. */
function countersOf(names: Map<number, string>): VrfCounters {
  return new VrfCounters({
    of: (ifindex) => {
      const name = names.get(ifindex);
      return name === undefined ? undefined : { id: ifindex, name, tableId: ifindex };
    },
  });
}

test('each VRF is counted under its name, and what is in none that is known as unknown', () => {
  const counters = countersOf(
    new Map([
      [1, 'default'],
      [2, 'Vrf_red'],
      [3, 'Vrf_red'],
    ]),
  );
  for (const ifindex of [1, 2, 3, 3, 9]) counters.of(ifindex).processed++;
  counters.of(undefined).deleted++;
  assert.deepEqual(
    [...counters.all()],
    [
      ['default', { processed: 1, written: 0, deleted: 0 }],
      ['Vrf_red', { processed: 3, written: 0, deleted: 0 }],
      ['unknown', { processed: 1, written: 0, deleted: 1 }],
    ],
  );
});

test('an interface that moves is counted where it is now, and what was counted stays', () => {
  const names = new Map([[1, 'Vrf_red']]);
  const counters = countersOf(names);
  counters.of(1).processed++;
  names.set(1, 'Vrf_blue');
  counters.linksChanged();
  counters.of(1).processed++;
  assert.deepEqual(
    ['Vrf_red', 'Vrf_blue'].map((name) => counters.all().get(name)?.processed),
    [1, 1],
  );
});

test('after a thousand VRFs the others are counted together, and the first ones go on alone', () => {
  const names = new Map<number, string>();
  for (let ifindex = 1; ifindex <= 1_200; ifindex++) names.set(ifindex, `Vrf${ifindex}`);
  const counters = countersOf(names);
  for (const ifindex of names.keys()) counters.of(ifindex).processed++;
  counters.of(1).processed++;
  counters.of(undefined).deleted++;
  assert.equal(counters.all().get('Vrf1')?.processed, 2);
  assert.equal(counters.label(1_000), 'Vrf1000');
  assert.equal(counters.label(1_001), 'other');
  assert.equal(counters.all().get('other')?.processed, 200);
  assert.equal(counters.all().get('unknown')?.deleted, 1);
  assert.equal(counters.all().size, 1_002);
});
