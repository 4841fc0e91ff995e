import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureMessages } from '../../test/fixtures/netlink/fixtures.ts';
import { ETHERNET0, ETHERNET4, image, ip, mac, rowsOf, world } from '../../test/support/sync-world.ts';
import { until } from '../../test/support/until.ts';
import { systemClock } from '../base/clock.ts';
import { RTM_DELLINK } from '../netlink/codec/ifinfomsg.ts';
import { AF_BRIDGE } from '../netlink/codec/ndmsg.ts';
import { encodeMessage } from '../netlink/codec/nlmsghdr.ts';

test('a neighbor on an interface that nobody told of waits for it, and never gets a row under a number', async () => {
  await using made = await world();
  const { kernel, table } = made;
  kernel.quietly(() => kernel.putLink(9, 'Ethernet8'));
  kernel.putNeighbor(9, ip(1), { lladdr: mac(1) });
  kernel.deliver();
  assert.equal(made.engine.status().parked, 1);
  await until('its interface is looked up', () => table.rows.size === 1);
  assert.deepEqual([...table.rows.keys()], ['Ethernet8:10.0.0.1']);
  assert.equal(made.engine.status().parked, 0);
});

test('neighbors of an interface that is gone without a word are forgotten', async () => {
  await using made = await world();
  const { kernel, engine } = made;
  kernel.quietly(() => kernel.putLink(9, 'Ethernet8'));
  kernel.putNeighbor(9, ip(1), { lladdr: mac(1) });
  kernel.quietly(() => kernel.deleteLink(9));
  kernel.deliver();
  await until('the entry is dropped', () => engine.status().neighbors === 0);
});

test('a bridge port that leaves its bridge is still there', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }));
  const [left] = fixtureMessages([RTM_DELLINK]).filter(({ payload }) => payload[0] === AF_BRIDGE);
  assert.ok(left !== undefined);
  const payload = left.payload.slice();
  new DataView(payload.buffer).setInt32(4, ETHERNET0, true);
  made.engine.onKernelEvent({
    kind: 'datagram',
    bytes: encodeMessage({ ...left, payload }),
    stampMs: systemClock.monotonicMs(),
  });
  await made.settled();
  assert.equal(made.table.rows.size, 1);
});

test('a renamed interface takes its rows with it, in both directions of the name', async () => {
  await using made = await world((kernel) => {
    kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
    kernel.putNeighbor(ETHERNET4, ip(1), { lladdr: mac(2) });
  });
  made.kernel.putLink(ETHERNET0, 'swap');
  made.kernel.putLink(ETHERNET4, 'Ethernet0');
  made.kernel.putLink(ETHERNET0, 'Ethernet4');
  await made.settled();
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
});

test('a name that another interface takes without a word leaves the first one with its own name', async () => {
  await using made = await world((kernel) => {
    kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
    kernel.putNeighbor(ETHERNET4, ip(2), { lladdr: mac(2) });
  });
  made.kernel.quietly(() => made.kernel.putLink(ETHERNET4, 'Ethernet8'));
  made.kernel.putLink(ETHERNET0, 'Ethernet4');
  made.kernel.deliver();
  const expected = new Map([
    ['Ethernet4:10.0.0.1', '02:00:00:00:00:01'],
    ['Ethernet8:10.0.0.2', '02:00:00:00:00:02'],
  ]);
  await until('both are right', () => JSON.stringify([...rowsOf(made.table)].sort()) === JSON.stringify([...expected]));
});

test('an ifindex that is used again under another name has only its own neighbors', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }));
  made.kernel.deleteLink(ETHERNET0);
  made.kernel.putLink(ETHERNET0, 'Ethernet12');
  made.kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2) });
  await made.settled();
  assert.deepEqual(rowsOf(made.table), new Map([['Ethernet12:10.0.0.2', '02:00:00:00:00:02']]));
});
