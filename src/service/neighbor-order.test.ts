import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, ip, mac, world } from '../../test/support/sync-world.ts';
import { Turns } from '../base/turns.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';
import { NeighborOrder } from './neighbor-order.ts';
import { FIRST_KEY, splitKey } from './order-key.ts';

test('the order has what the kernel has, also what changes while it is made, and forgets what goes', async () => {
  await using made = await world((kernel) => {
    for (let last = 1; last <= 20; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  });
  const clock = createVirtualClock();
  using order = new NeighborOrder({ inspection: made.engine.inspection, clock, turns: new Turns() });
  const making = order.keys();
  made.kernel.putNeighbor(ETHERNET0, ip(100), { lladdr: mac(100) });
  made.kernel.deleteNeighbor(ETHERNET0, ip(1));
  made.kernel.deliver();
  const keys = await making;
  made.kernel.deleteNeighbor(ETHERNET0, ip(2));
  made.kernel.putNeighbor(ETHERNET0, ip(50), { lladdr: mac(50) });
  made.kernel.deliver();
  const lasts = keys.after(FIRST_KEY, 100).map((key) => splitKey(key)?.ip[3]);
  assert.deepEqual(lasts, [...Array.from({ length: 18 }, (_, place) => place + 3), 50, 100]);
  assert.equal(keys.size, made.engine.inspection.size);
});

test('what nobody has asked for in five minutes is made anew', async () => {
  await using made = await world();
  const clock = createVirtualClock();
  using order = new NeighborOrder({ inspection: made.engine.inspection, clock, turns: new Turns() });
  const first = await order.keys();
  clock.advanceTo(299_999);
  assert.equal(await order.keys(), first);
  clock.advanceTo(600_000);
  assert.notEqual(await order.keys(), first);
});
