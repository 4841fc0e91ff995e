import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, mac, rowsOf, world } from '../../test/support/sync-world.ts';
import { NUD_REACHABLE } from '../netlink/codec/neighbour.ts';

/** More than two slices. */
const MANY = 5000;
const ROOM = { maxNeighbors: 2 * MANY };

test('rows without a neighbor go, however many there are', async () => {
  await using made = await world((_, table) => {
    for (let index = 0; index < MANY; index++) table.put(`Ethernet0:${address(index).join('.')}`, '02:00:00:00:00:01');
  }, ROOM);
  assert.equal(made.table.rows.size, 0);
  const found = made.reports.filter(({ kind }) => kind === 'orphans_deleted');
  assert.deepEqual(found, [{ kind: 'orphans_deleted', rows: MANY, first: 'Ethernet0:10.1.0.0' }]);
});

test('a loss that hides the end of many neighbors is made good, also when the kernel refuses some answers at first', async () => {
  const about = { state: NUD_REACHABLE, lladdr: mac(1) };
  await using made = await world((kernel) => {
    for (let index = 0; index < MANY; index++) kernel.putNeighbor(ETHERNET0, address(index), about);
  }, ROOM);
  assert.equal(made.table.rows.size, MANY);
  made.kernel.faults.refusedAnswers = 1;
  for (let index = 10; index < MANY; index++) made.kernel.deleteNeighbor(ETHERNET0, address(index));
  await made.settled();
  assert.ok(made.engine.status().counters.overruns > 0);
  assert.equal(rowsOf(made.table).size, 10);
});

function address(index: number): Uint8Array {
  return Uint8Array.of(10, 1, index >> 8, index & 0xff);
}
