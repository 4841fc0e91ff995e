import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_POLICY } from '../../test/fixtures/policy.ts';
import { ETHERNET0, ip, mac } from '../../test/support/sync-world.ts';
import type { Published } from '../neighbor/mirror.ts';
import { linkMessage, neighborMessage } from '../netlink/fake-messages.ts';
import { createCounters } from './counters.ts';
import { Image } from './image.ts';
import { Rechecks } from './rechecks.ts';

const NOW_MS = 1_000;

/** An image with these neighbors of Ethernet0, by the last byte of address and MAC, each with its row. */
function imageOf(...lasts: readonly number[]): Image {
  const rechecks = new Rechecks(() => {});
  const image = new Image({ policy: DEFAULT_POLICY, counters: createCounters(), maxNeighbors: 10, rechecks });
  image.links.put(linkMessage(ETHERNET0, 'Ethernet0', undefined));
  for (const last of lasts) {
    image.table.put(neighborMessage(ETHERNET0, ip(last), { lladdr: mac(last) }), ip(last), NOW_MS);
    image.mirror.record(image.mirror.intern('Ethernet0', ip(last)), 0x020000000000 + last);
  }
  return image;
}

/** What becomes of a row that was read as `found`; as the background verify does it. */
function drift(image: Image, last: number, found: Published): string | undefined {
  const id = image.mirror.intern('Ethernet0', ip(last));
  using _ = image.pending.watch([id]);
  return image.correct(id, found, NOW_MS);
}

test('what is put right, or is to be asked about, is drifted', () => {
  const image = imageOf(1, 2);
  assert.equal(drift(image, 1, 'none'), 'missing');
  assert.equal(drift(image, 2, 'unsure'), 'wrong');
  assert.equal(drift(image, 3, 7), 'unwanted');
  assert.equal(image.drifted.size, 3);
});

test('a key with neither row nor neighbor is not, for its id is given to another', () => {
  const image = imageOf();
  const id = image.mirror.intern('Ethernet0', ip(3));
  image.mirror.record(id, 7);
  assert.equal(drift(image, 3, 'none'), 'missing');
  assert.deepEqual([image.drifted.size, image.mirror.size], [0, 0]);
  assert.equal(drift(image, 4, 7), 'unwanted');
  assert.equal(drift(image, 4, 'none'), 'missing');
  assert.deepEqual([image.drifted.size, image.mirror.size], [0, 0]);
});

test('a row that turns out to be right is not any more', () => {
  const image = imageOf();
  assert.equal(drift(image, 1, 0x020000000001), 'unwanted');
  image.table.put(neighborMessage(ETHERNET0, ip(1), { lladdr: mac(1) }), ip(1), NOW_MS);
  image.propose('Ethernet0', ip(1), NOW_MS, 'reconcile');
  assert.equal(image.drifted.size, 0);
});

test('a row that is on its way is put right when it lands, although the neighbor is judged again meanwhile', () => {
  const image = imageOf(1);
  assert.equal(drift(image, 1, 'none'), 'missing');
  assert.equal(image.pending.take(1, NOW_MS).length, 1);
  image.propose('Ethernet0', ip(1), NOW_MS, 'reconcile');
  assert.equal(image.drifted.size, 1);
});
