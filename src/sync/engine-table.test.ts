import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, image, ip, mac, rowsOf, world } from '../../test/support/sync-world.ts';
import { turns, turnUntil } from '../../test/support/turn.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';

test('a table that is to be looked at again while it is read is written to all the same', async () => {
  const clock = createVirtualClock(1_000);
  await using made = await world(() => {}, { clock });
  const { engine, kernel, table } = made;
  const read = table.read.bind(table);
  table.read = async function* () {
    await turns(1);
    engine.refresh();
    yield* read();
  };
  engine.refresh();
  await turns();
  kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
  kernel.deliver();
  await turnUntil('the row is written', clock, () => table.rows.has('Ethernet0:10.0.0.1'));
});

test('a table that is lost while it is read is read again before anything is written', async () => {
  const clock = createVirtualClock(1_000);
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }), { clock });
  const { engine, table } = made;
  table.duringRead = () => {
    table.duringRead = () => {};
    table.rows.clear();
    engine.tableReachable(false);
    engine.tableReachable(true);
  };
  engine.refresh();
  await turns();
  await made.settled();
  assert.deepEqual(rowsOf(table), image(made.kernel));
  const loaded = made.reports.filter(({ kind }) => kind === 'table_loaded').length;
  assert.equal(engine.status().counters.tableReloads, loaded + 1, 'what was read of it counts');
});
