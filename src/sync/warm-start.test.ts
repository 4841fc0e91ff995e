import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, ip, mac, POLICY, rowsOf, type World } from '../../test/support/sync-world.ts';
import { startWarm, TIMER_MS } from '../../test/support/warm-world.ts';
import { NO_FACTS } from '../neighbor/policy.ts';
import { NUD_FAILED, NUD_PROBE, NUD_REACHABLE } from '../netlink/codec/neighbour.ts';

const VRF = 20;

const phaseOf = ({ engine }: World): string => engine.status().start.kind;

test('what is right is not written at all, and reconciled comes after flag and timer', async () => {
  await startWarm(
    (kernel, table) => {
      for (let last = 1; last <= 9; last++) {
        kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
        table.put(`Ethernet0:10.0.0.${last}`, `02:00:00:00:00:0${last}`);
      }
    },
    async ({ made, pass }) => {
      await pass(60_000);
      assert.equal(phaseOf(made), 'awaiting_flag');
      made.engine.restored();
      await pass(TIMER_MS - 200);
      assert.equal(phaseOf(made), 'awaiting_timer');
      await pass(300);
      assert.equal(phaseOf(made), 'reconciled');
      assert.deepEqual(made.table.writes, []);
    },
  );
});

test('only what differs at the end of the window is written, whatever happened in it', async () => {
  await startWarm(
    (kernel, table) => {
      for (const last of [1, 2, 3, 4]) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
      table.put('Ethernet0:10.0.0.1', '02:00:00:00:00:99');
      table.put('Ethernet0:10.0.0.2', '02:00:00:00:00:02');
      table.rows.set('Ethernet0:10.0.0.3', {
        key: 'Ethernet0:10.0.0.3',
        neigh: '02:00:00:00:00:03',
        family: undefined,
      });
      table.put('Ethernet0:10.0.0.4', '02:00:00:00:00:04');
      table.put('Ethernet0:10.0.0.5', '02:00:00:00:00:05');
    },
    async ({ made, pass }) => {
      const { kernel, table, engine } = made;
      // Stored V0; V1, DEL, V1.
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(11) });
      kernel.deleteNeighbor(ETHERNET0, ip(1));
      await pass(10);
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(11) });
      kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2), state: NUD_FAILED });
      await pass(10);
      kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2), state: NUD_REACHABLE });
      kernel.deleteNeighbor(ETHERNET0, ip(4));
      await pass(10);
      engine.restored();
      await pass(TIMER_MS - 100);
      assert.deepEqual(table.writes, [], 'nothing is written in the window');
      await pass(200);
      assert.deepEqual(table.log.toSorted(), [
        'delete Ethernet0:10.0.0.4',
        'delete Ethernet0:10.0.0.5',
        'set Ethernet0:10.0.0.1',
        'set Ethernet0:10.0.0.3',
      ]);
      assert.equal(rowsOf(table).get('Ethernet0:10.0.0.1'), '02:00:00:00:00:0b');
      assert.equal(phaseOf(made), 'reconciled');
    },
  );
});

test('without the flag it goes on after 180 s: the kernel counts, and rows without a neighbor wait for the flag', async () => {
  await startWarm(
    (kernel, table) => {
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
      for (const last of [2, 3]) table.put(`Ethernet0:10.0.0.${last}`, `02:00:00:00:00:0${last}`);
    },
    async ({ made, pass }) => {
      const { kernel, table, engine } = made;
      await pass(179_800);
      assert.equal(phaseOf(made), 'awaiting_flag');
      await pass(400 + TIMER_MS);
      assert.equal(phaseOf(made), 'reconciled');
      assert.deepEqual(table.log, ['set Ethernet0:10.0.0.1']);
      assert.deepEqual(engine.status().keeps, [{ reason: 'not_restored', rows: 2, leftMs: undefined }]);
      kernel.putNeighbor(ETHERNET0, ip(3), { lladdr: mac(3) });
      kernel.deleteNeighbor(ETHERNET0, ip(3));
      await pass(100);
      assert.deepEqual(table.log.slice(1), ['delete Ethernet0:10.0.0.3'], 'the kernel has spoken about it');
      engine.onKernelEvent({ kind: 'overrun' });
      engine.tableReachable(true);
      await pass(10_000);
      assert.deepEqual([...rowsOf(table).keys()], ['Ethernet0:10.0.0.2', 'Ethernet0:10.0.0.1'], 'whatever the trigger');
      engine.restored();
      await pass(100);
      assert.deepEqual([...rowsOf(table).keys()], ['Ethernet0:10.0.0.1']);
      assert.deepEqual(engine.status().keeps, []);
    },
  );
});

test('a timer shorter than the dump deletes nothing that lives', async () => {
  await startWarm(
    (kernel, table) => {
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
      table.put('Ethernet0:10.0.0.1', '02:00:00:00:00:01');
      kernel.faults.brokenDumps = 6;
    },
    async ({ made, pass }) => {
      made.engine.restored();
      await pass(150);
      assert.equal(phaseOf(made), 'awaiting_timer', 'the timer is over, the dump is not');
      await pass(30_000);
      assert.equal(phaseOf(made), 'reconciled');
      assert.deepEqual(made.table.writes, []);
    },
    50,
  );
});

test('a kernel that cannot be read at all does not keep warm-reboot waiting for ever', async () => {
  await startWarm(
    (kernel, table) => {
      table.put('Ethernet0:10.0.0.1', '02:00:00:00:00:01');
      kernel.faults.brokenDumps = 1_000_000;
    },
    async ({ made, pass }) => {
      made.engine.restored();
      made.kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2) });
      await pass(289_000);
      assert.equal(phaseOf(made), 'awaiting_timer');
      await pass(2_000);
      assert.equal(phaseOf(made), 'reconciled');
      assert.ok(rowsOf(made.table).has('Ethernet0:10.0.0.1'), 'nobody has asked the kernel about it');
    },
  );
});

test('it is not reconciled before the last row is acknowledged', async () => {
  await startWarm(
    (kernel, table) => {
      for (let last = 1; last <= 9; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
      table.failures = Array.from({ length: 12 }, () => 'lost' as const);
    },
    async ({ made, pass }) => {
      made.engine.restored();
      await pass(TIMER_MS);
      assert.equal(phaseOf(made), 'reconciling');
      await pass(60_000);
      assert.equal(made.table.rows.size, 9);
      assert.equal(phaseOf(made), 'reconciled');
    },
  );
});

test('nor before the kernel has been asked about rows without a neighbor', async () => {
  await startWarm(
    (_kernel, table) => table.put('Ethernet0:10.0.0.1', '02:00:00:00:00:01'),
    async ({ made, pass }) => {
      made.kernel.faults.refusedAnswers = 5;
      made.engine.restored();
      await pass(TIMER_MS);
      assert.equal(phaseOf(made), 'reconciling');
      assert.equal(made.table.rows.size, 1);
      await pass(60_000);
      assert.equal(made.table.rows.size, 0);
      assert.equal(phaseOf(made), 'reconciled');
    },
  );
});

test('no host route is removed in the window, nor for what happened in it', async () => {
  await startWarm(
    (kernel, table) => {
      kernel.putLink(VRF, 'Vrf-red');
      kernel.putLink(ETHERNET0, 'Ethernet0', VRF);
      table.put('Ethernet0:10.0.0.1', '02:00:00:00:00:01');
    },
    async ({ made, pass }) => {
      const { kernel, table, engine } = made;
      engine.setPolicy({ ...POLICY, facts: { ...NO_FACTS, evpn: true } }, 0);
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(2) });
      kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2), state: NUD_PROBE });
      engine.restored();
      await pass(TIMER_MS);
      kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2) });
      await pass(100);
      assert.deepEqual(table.log, ['set Ethernet0:10.0.0.1', 'set Ethernet0:10.0.0.2']);
      kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(3) });
      await pass(100);
      assert.deepEqual(table.log.slice(2), ['route Vrf-red:10.0.0.1', 'set Ethernet0:10.0.0.1'], 'after it, it is');
    },
  );
});
