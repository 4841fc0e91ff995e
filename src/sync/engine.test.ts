import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, image, ip, mac, rowsOf, world } from '../../test/support/sync-world.ts';
import { until } from '../../test/support/until.ts';
import { systemClock } from '../base/clock.ts';
import type { StoredRow } from '../neighbor/row.ts';
import { NTF_PROXY, NUD_FAILED, NUD_NOARP } from '../netlink/codec/neighbour.ts';

test('the start adopts right rows, repairs wrong ones and deletes those without a neighbor', async () => {
  await using made = await world((kernel, table) => {
    for (const last of [1, 2, 3]) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
    table.put('Ethernet0:10.0.0.1', '02:00:00:00:00:01');
    table.put('Ethernet0:10.0.0.2', '02:00:00:00:00:99');
    table.put('Ethernet0:10.0.0.9', '02:00:00:00:00:09');
    table.put('Gone0:10.0.0.9', '02:00:00:00:00:09');
    table.put('lo:10.0.0.9', '02:00:00:00:00:09');
  });
  await until('the rows without a neighbor are gone', () => made.table.rows.size === 4);
  assert.deepEqual([...rowsOf(made.table).keys()].sort(), [
    'Ethernet0:10.0.0.1',
    'Ethernet0:10.0.0.2',
    'Ethernet0:10.0.0.3',
    'lo:10.0.0.9',
  ]);
  assert.equal(made.table.rows.get('Ethernet0:10.0.0.2')?.neigh, '02:00:00:00:00:02');
  assert.ok(!made.table.writes.some(({ key }) => key === 'Ethernet0:10.0.0.1'), 'the right row was written again');
  const deleted = made.reports.find(({ kind }) => kind === 'orphans_deleted');
  assert.deepEqual(deleted, { kind: 'orphans_deleted', rows: 2, first: 'Ethernet0:10.0.0.9' });
});

test('a row without a neighbor goes, although its interface is made anew while the kernel is asked about it', async () => {
  await using made = await world((kernel, table) => {
    table.put('Ethernet0:10.0.0.9', '02:00:00:00:00:09');
    const getNeighbors = kernel.getNeighbors.bind(kernel);
    kernel.getNeighbors = async (targets) => {
      kernel.getNeighbors = getNeighbors;
      const answers = await getNeighbors(targets);
      kernel.deleteLink(ETHERNET0);
      kernel.putLink(ETHERNET0 + 100, 'Ethernet0');
      return answers;
    };
  });
  await until('the row is gone', () => made.table.rows.size === 0, 5_000);
});

test('rows without a neighbor are kept during the grace, and counted', async () => {
  await using made = await world((_, table) => table.put('Ethernet0:10.0.0.9', '02:00:00:00:00:09'), {
    capacity: 10,
    graceMs: 60_000,
  });
  const [keep] = made.engine.status().keeps;
  assert.equal(keep?.reason, 'start_grace');
  assert.equal(keep.rows, 1);
  assert.equal(made.table.rows.size, 1);
});

test('the status does not search the rows for those that are kept, unless asked for them', async () => {
  const fill = (_: unknown, { rows }: { readonly rows: Map<string, StoredRow> }): void => {
    for (let at = 0; at < 20_000; at++) {
      const key = `Ethernet0:10.1.${at >> 8}.${at & 255}`;
      rows.set(key, { key, neigh: '02:00:00:00:00:09', family: 'IPv4' });
    }
  };
  await using made = await world(fill, { capacity: 10, graceMs: 60_000 });
  const timed = (work: () => void): number => {
    const startedMs = performance.now();
    work();
    return performance.now() - startedMs;
  };
  const searchMs = timed(() => assert.equal(made.engine.status().keeps[0]?.rows, 20_000));
  const scrapeMs = timed(() => {
    for (let metric = 0; metric < 100; metric++) made.engine.status();
  });
  assert.ok(scrapeMs < searchMs * 5, `100 times the status took ${scrapeMs} ms, one search ${searchMs} ms`);
});

test('a neighbor that the kernel says is gone goes at once, grace or not', async () => {
  await using made = await world(
    (kernel, table) => {
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
      table.put('Ethernet0:10.0.0.1', '02:00:00:00:00:01');
    },
    { capacity: 10, graceMs: 60_000 },
  );
  made.kernel.deleteNeighbor(ETHERNET0, ip(1));
  await made.settled();
  assert.equal(made.table.rows.size, 0);
  assert.equal(made.table.writes.length, 1, 'FAILED and DELNEIGH make one delete');
});

test('a dump that forgets live entries deletes nothing', async () => {
  await using made = await world((kernel) => {
    for (let last = 1; last <= 20; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  });
  const writes = made.table.writes.length;
  made.kernel.faults.forgetfulDumps = 2;
  made.engine.onKernelEvent({ kind: 'overrun' });
  await made.settled();
  assert.equal(made.table.writes.length, writes);
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
});

test('an event that comes while a dump runs is newer than the copy in the dump', async () => {
  await using made = await world((kernel) => {
    for (let last = 1; last <= 4; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  });
  made.kernel.duringDump = () => {
    made.kernel.duringDump = () => {};
    made.kernel.deleteNeighbor(ETHERNET0, ip(1));
    made.kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(99) });
    made.kernel.deleteNeighbor(ETHERNET0, ip(4));
    made.kernel.putNeighbor(ETHERNET0, ip(3), { lladdr: mac(98) });
  };
  made.engine.onKernelEvent({ kind: 'overrun' });
  await made.settled();
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
});

test('a datagram that was cut, and one that makes no sense, are counted, and the first leads to a resync', async () => {
  await using made = await world();
  made.kernel.quietly(() => made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }));
  made.engine.onKernelEvent({
    kind: 'datagram',
    bytes: Uint8Array.of(20, 0, 0, 0, 28, 0),
    stampMs: systemClock.monotonicMs(),
  });
  made.engine.onKernelEvent({ kind: 'truncated' });
  await made.settled();
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
  const { truncated, decodeFailures } = made.engine.status().counters;
  assert.equal(truncated, 1);
  assert.deepEqual([...decodeFailures], [['short_header', 1]]);
});

test('a row without a neighbor that is there after a reconnect goes, without any word of the kernel', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }));
  made.engine.tableReachable(false);
  made.table.put('Ethernet0:10.0.0.9', '02:00:00:00:00:09');
  made.engine.tableReachable(true);
  await until('it is gone', () => made.table.rows.size === 1);
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
});

test('what the kernel cannot mean is counted and kept out', async () => {
  await using made = await world();
  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1), state: 0xffff });
  made.kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(1), flags: NTF_PROXY });
  made.kernel.deliver();
  assert.equal(made.engine.status().neighbors, 0);
  assert.equal(made.engine.status().counters.decodeFailures.get('not_a_neighbor'), 2);
});

test('what changes and changes back is not written, and same-MAC state changes never are', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }));
  const writes = made.table.writes.length;
  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(9) });
  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1), state: 0x04 });
  await made.settled();
  assert.equal(made.table.writes.length, writes);
});

test('a row goes when its neighbor fails, turns NOARP, or loses its address', async () => {
  await using made = await world((kernel) => {
    for (const last of [1, 2, 3]) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  });
  made.kernel.putNeighbor(ETHERNET0, ip(1), { state: NUD_FAILED });
  made.kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2), state: NUD_NOARP });
  made.kernel.putNeighbor(ETHERNET0, ip(3), { lladdr: Uint8Array.of(1, 2, 3, 4) });
  await made.settled();
  assert.equal(made.table.rows.size, 0);
});

test('a write without an answer is made again, and a lost table is filled again', async () => {
  await using made = await world();
  made.table.failures = ['unanswered', 'lost', 'lost'];
  for (const last of [1, 2, 3]) made.kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  made.kernel.deliver();
  await made.settled();
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
  made.engine.tableReachable(false);
  made.table.rows.clear();
  made.kernel.putNeighbor(ETHERNET0, ip(4), { lladdr: mac(4) });
  made.kernel.deleteNeighbor(ETHERNET0, ip(1));
  made.kernel.deliver();
  made.engine.tableReachable(true);
  await made.settled();
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
});

test('the engine goes on with the union of dumps that are always interrupted', async () => {
  await using made = await world((kernel) => {
    kernel.faults.interruptedDumps = 1000;
    kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
  });
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
});

test('a rename that was lost in silence, while the queue was still full after an overrun, is found by the resync', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }), {
    capacity: 10,
    graceMs: 0,
  });
  const { kernel } = made;
  const dumpLinks = kernel.dumpLinks.bind(kernel);
  let renamed = false;
  kernel.dumpLinks = async function* () {
    for await (const links of dumpLinks()) {
      if (!renamed) kernel.putLink(ETHERNET0, 'Ethernet8');
      renamed = true;
      yield links;
    }
  };
  for (let last = 2; last <= 20; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  kernel.deliver(1);
  await until('links are dumped', () => renamed);
  await made.settled();
  assert.deepEqual(rowsOf(made.table), image(kernel));
});

test('after the drain nothing is tried any more, not even what was refused to the end', async () => {
  const made = await world();
  made.table.failures = Array.from({ length: 1000 }, () => 'lost' as const);
  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
  made.kernel.deliver();
  await until('it is refused', () => made.table.failures.length < 1000);
  await made[Symbol.asyncDispose]();
  const left = made.table.failures.length;
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  assert.equal(made.table.failures.length, left);
});
