import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, ip, mac, world } from '../../test/support/sync-world.ts';
import type { FakeKernel } from '../netlink/fake-kernel.ts';
import type { EngineObserver } from './observer.ts';

/** An observer that keeps what it is told; each datagram is timed. */
function keeping() {
  const latencies: number[] = [];
  const order: string[] = [];
  const datagrams: (readonly [number, number, number])[] = [];
  const observer: EngineObserver = {
    onBatch: (size) => void order.push(`batch of ${size}`),
    onRow: (ms) => {
      latencies.push(ms);
      order.push('row');
    },
    wants: () => true,
    onDatagram: (...times) => void datagrams.push(times),
  };
  return { latencies, order, datagrams, observer };
}

const three = (kernel: FakeKernel): void => {
  for (const number of [1, 2, 3]) kernel.putNeighbor(ETHERNET0, ip(number), { lladdr: mac(number) });
};

test('rows that the start brings are not measured, and those of later events are, after their batch', async () => {
  const { latencies, order, datagrams, observer } = keeping();
  await using made = await world(three, { ports: (ports) => ({ ...ports, observer }) });
  assert.equal(made.table.writes.length, 3);
  assert.deepEqual(latencies, []);
  order.length = 0;
  datagrams.length = 0;
  made.kernel.putNeighbor(ETHERNET0, ip(4), { lladdr: mac(4) });
  await made.settled();
  assert.deepEqual(order, ['batch of 1', 'row']);
  assert.ok(latencies.every((ms) => ms >= 0));
  assert.equal(datagrams.length, 1);
  for (const ms of datagrams.flat()) assert.ok(ms >= 0 && ms < 1000, `${ms}`);
});

test('nor are those of a dump that comes after the database has been read', async () => {
  const { latencies, observer } = keeping();
  const late = (kernel: FakeKernel): void => {
    three(kernel);
    kernel.faults.refusedDumps = 1;
  };
  await using made = await world(late, { ports: (ports) => ({ ...ports, observer }) });
  assert.deepEqual(
    made.reports.map(({ kind }) => kind).filter((kind) => /^(table_loaded|kernel_synced)$/.test(kind)),
    ['table_loaded', 'kernel_synced'],
  );
  assert.equal(made.table.writes.length, 3);
  assert.deepEqual(latencies, []);
});

test('rows that waited for the database to be read again are not measured', async () => {
  const { latencies, observer } = keeping();
  await using made = await world(three, { ports: (ports) => ({ ...ports, observer }) });
  made.engine.tableReachable(false);
  made.kernel.putNeighbor(ETHERNET0, ip(4), { lladdr: mac(4) });
  made.table.rows.clear();
  made.engine.tableReachable(true);
  await made.settled();
  assert.equal(made.table.rows.size, 4);
  assert.deepEqual(latencies, []);
  made.kernel.putNeighbor(ETHERNET0, ip(5), { lladdr: mac(5) });
  await made.settled();
  assert.equal(latencies.length, 1);
});
