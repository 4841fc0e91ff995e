import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, ip, mac, rowsOf } from '../../test/support/sync-world.ts';
import { startWarm, TIMER_MS } from '../../test/support/warm-world.ts';

const PAST_FLAG_MS = 180_000 + TIMER_MS + 500;

test('without the flag, what the kernel deletes goes, although the table is read again before the delete is written', async () => {
  await startWarm(
    (kernel, table) => {
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
      for (const last of [1, 2]) table.put(`Ethernet0:10.0.0.${last}`, `02:00:00:00:00:0${last}`);
    },
    async ({ made, pass }) => {
      const { kernel, table, engine } = made;
      await pass(PAST_FLAG_MS);
      engine.tableReachable(false);
      kernel.deleteNeighbor(ETHERNET0, ip(1));
      await pass(100);
      engine.tableReachable(true);
      await pass(10_000);
      assert.deepEqual([...rowsOf(table).keys()], ['Ethernet0:10.0.0.2'], 'nobody has spoken about the other');
    },
  );
});

test('and one that comes again meanwhile stays', async () => {
  await startWarm(
    (kernel, table) => {
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
      table.put('Ethernet0:10.0.0.1', '02:00:00:00:00:01');
    },
    async ({ made, pass }) => {
      const { kernel, table, engine } = made;
      kernel.deleteNeighbor(ETHERNET0, ip(1));
      await pass(10);
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
      engine.tableReachable(true);
      await pass(PAST_FLAG_MS);
      assert.equal(engine.status().start.kind, 'reconciled');
      assert.deepEqual(table.writes, []);
    },
  );
});

test('what waited in the window on purpose is not late when writing begins', async () => {
  await startWarm(
    (kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }),
    async ({ made, pass }) => {
      await pass(120_000);
      made.table.failures = ['lost', 'lost'];
      made.engine.restored();
      await pass(TIMER_MS + 5);
      const { start, pending, oldestPendingMs } = made.engine.status();
      assert.deepEqual([start.kind, pending], ['reconciling', 1]);
      assert.ok(oldestPendingMs < 1_000, `${oldestPendingMs}`);
      await pass(10_000);
      assert.equal(made.table.rows.size, 1);
    },
  );
});

test('a write that is refused for ever does not keep warm-reboot waiting', async () => {
  await startWarm(
    (kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }),
    async ({ made, pass }) => {
      made.table.failures = Array.from({ length: 10_000 }, () => 'lost' as const);
      made.engine.restored();
      await pass(280_000);
      assert.equal(made.engine.status().start.kind, 'reconciling');
      await pass(20_000);
      assert.equal(made.engine.status().start.kind, 'reconciled');
      assert.equal(made.engine.status().pending, 1, 'it is tried on');
    },
  );
});
