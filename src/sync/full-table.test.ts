import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, image, ip, mac, rowsOf, type World, world } from '../../test/support/sync-world.ts';
import { until } from '../../test/support/until.ts';
import { NUD_NOARP } from '../netlink/codec/neighbour.ts';

const LIMIT = 10;

/** A table of ten between a kernel with `count` neighbors and its database. */
function crowded(count: number): Promise<World> {
  return world(
    (kernel) => {
      for (let last = 1; last <= count; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
    },
    { maxNeighbors: LIMIT },
  );
}

async function healed({ engine, table, kernel }: World): Promise<void> {
  await until('nobody is left out', () => {
    kernel.deliver();
    return engine.status().leftOut === 0 && table.rows.size === image(kernel).size;
  });
  assert.deepEqual(rowsOf(table), image(kernel));
}

test('neighbors that a full table refused get in by themselves once there is room, by one read of the kernel', async () => {
  await using made = await crowded(15);
  assert.equal(made.table.rows.size, LIMIT);
  assert.equal(made.engine.status().leftOut, 5);
  assert.equal(made.engine.status().counters.tableFull, 5);
  for (let last = 1; last <= 6; last++) made.kernel.deleteNeighbor(ETHERNET0, ip(last));
  await healed(made);
  assert.equal(made.engine.status().counters.kernelResyncs, 2);
  assert.equal(made.engine.status().counters.tableFull, 5, 'what was once refused stays counted');
});

test('a table that stays full is not read again and again, whatever happens to those that it has', async () => {
  await using made = await crowded(15);
  for (let round = 20; round < 220; round++) {
    made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(round) });
    made.kernel.putNeighbor(ETHERNET0, ip(15), { lladdr: mac(round) });
    await made.settled();
  }
  assert.ok(made.engine.status().counters.kernelResyncs <= 2);
  assert.equal(made.engine.status().leftOut, 5, 'one that is refused twice is still one');
  assert.equal(made.table.rows.get('Ethernet0:10.0.0.1')?.neigh, '02:00:00:00:00:db');
});

test('those that were left out and are gone are no reason to call the table full', async () => {
  await using made = await crowded(12);
  made.kernel.deleteNeighbor(ETHERNET0, ip(11));
  made.kernel.deleteNeighbor(ETHERNET0, ip(12));
  await made.settled();
  assert.equal(made.engine.status().leftOut, 0);
  assert.equal(made.engine.status().counters.kernelResyncs, 1);
});

test('room that neighbors without a row leave is room, too', async () => {
  await using made = await world(
    (kernel) => {
      for (let last = 1; last <= LIMIT; last++)
        kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last), state: NUD_NOARP });
      for (let last = 21; last <= 23; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
    },
    { maxNeighbors: LIMIT },
  );
  assert.equal(made.table.rows.size, 0);
  for (let last = 1; last <= 5; last++) made.kernel.deleteNeighbor(ETHERNET0, ip(last));
  await healed(made);
});

test('a table full of the dead is read again once they are known to be dead', async () => {
  await using made = await crowded(LIMIT);
  made.kernel.quietly(() => {
    for (let last = 1; last <= LIMIT; last++) made.kernel.deleteNeighbor(ETHERNET0, ip(last));
    for (let last = 21; last <= 28; last++) made.kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  });
  made.engine.onKernelEvent({ kind: 'overrun' });
  await healed(made);
  assert.equal(made.table.rows.size, 8);
});
