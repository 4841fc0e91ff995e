import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { RestoreWorld } from '../../test/support/restore-world.ts';
import { NUD_STALE } from '../netlink/codec/neighbour.ts';
import { neighborMessage } from '../netlink/fake-messages.ts';

const { ENETDOWN } = constants.errno;
const CREATE = 0x400;

function worldWithPort(): RestoreWorld {
  const world = new RestoreWorld();
  world.link(2, 'Ethernet0');
  world.address(2, '10.0.0.1');
  return world;
}

test('neighbors are added as STALE, then each is asked once, and it is done', async () => {
  const world = worldWithPort();
  world.address(2, '2001:db8::1', 64);
  world.start('Ethernet0:10.0.0.2', 'Ethernet0:2001:db8::2');
  await world.pass(1_000);
  assert.deepEqual(world.kernel(), [`2/10.0.0.2 0 ${NUD_STALE}`, `2/2001:db8::2 1 ${NUD_STALE}`]);
  assert.deepEqual(world.asked(), [], 'before the kernel would take another MAC');
  await world.pass(500);
  assert.deepEqual(world.asked(), ['10.0.0.2', '2001:db8::2']);
  const { end, total, restored, present, asked, missing, unasked } = world.outcome ?? assert.fail('not done');
  assert.deepEqual([end, total, restored, present, asked], ['complete', 2, 2, 0, 2]);
  assert.deepEqual([missing, unasked], [{}, {}]);
});

test('nothing to restore is done at once', async () => {
  const world = worldWithPort();
  world.start();
  await world.pass(50);
  assert.equal(world.outcome?.end, 'complete');
});

test('each interface and family is waited for alone, until its own event', async () => {
  const world = worldWithPort();
  world.link(3, 'Ethernet4', false);
  world.address(3, '10.4.0.1');
  world.address(2, '2001:db8::1', 64, 0x40);
  world.start('Ethernet0:10.0.0.2', 'Ethernet0:2001:db8::2', 'Ethernet4:10.4.0.2', 'Ethernet8:10.8.0.2');
  await world.pass(3_000);
  assert.deepEqual(world.kernel(), [`2/10.0.0.2 0 ${NUD_STALE}`]);
  assert.deepEqual(world.asked(), ['10.0.0.2']);
  world.addresses.pop();
  world.address(2, '2001:db8::1', 64);
  world.link(3, 'Ethernet4');
  await world.pass(200);
  assert.equal(world.kernel().length, 3);
  world.link(4, 'Ethernet8');
  await world.pass(200);
  assert.equal(world.kernel().length, 3);
  world.address(4, '10.8.0.1');
  await world.pass(200);
  assert.equal(world.kernel().length, 4);
  assert.ok(!world.isOver());
  await world.pass(1_500);
  assert.deepEqual([world.outcome?.end, world.outcome?.asked], ['complete', 4]);
});

test('the kernel keeps what it has, and its neighbor is asked all the same', async () => {
  const world = worldWithPort();
  const newer = neighborMessage(2, Uint8Array.of(10, 0, 0, 2), { lladdr: Uint8Array.of(2, 0, 0, 0, 0, 99) });
  assert.equal(world.table.add(newer, CREATE), 0);
  world.start('Ethernet0:10.0.0.2', 'Ethernet0:10.0.0.3');
  await world.pass(2_000);
  assert.deepEqual(world.kernel(), ['2/10.0.0.2 99 2', `2/10.0.0.3 1 ${NUD_STALE}`]);
  assert.deepEqual([world.outcome?.restored, world.outcome?.present], [1, 1]);
  assert.deepEqual(world.asked(), ['10.0.0.2', '10.0.0.3']);
});

test('an interface that flaps gets its entries again, and only new ones are asked again', async () => {
  const world = worldWithPort();
  world.link(3, 'Ethernet4', false);
  world.address(3, '10.4.0.1');
  world.start('Ethernet0:10.0.0.2', 'Ethernet4:10.4.0.2');
  await world.pass(2_000);
  assert.deepEqual(world.asked(), ['10.0.0.2']);
  world.link(2, 'Ethernet0', false);
  await world.pass(300);
  assert.deepEqual(world.kernel(), []);
  world.link(2, 'Ethernet0');
  world.link(3, 'Ethernet4');
  await world.pass(2_000);
  assert.equal(world.kernel().length, 2);
  assert.deepEqual(world.asked(), ['10.0.0.2', '10.0.0.2', '10.4.0.2']);
  assert.deepEqual([world.outcome?.end, world.outcome?.restored], ['complete', 2]);
});

test('a flap between two looks is not missed, nor one whose events were lost', async () => {
  const world = worldWithPort();
  world.start('Ethernet0:10.0.0.2', 'Ethernet4:10.4.0.2');
  await world.pass(2_000);
  world.link(2, 'Ethernet0', false);
  world.link(2, 'Ethernet0');
  await world.pass(300);
  assert.equal(world.kernel().length, 1);
  world.table.flush(2);
  world.overrun();
  await world.pass(2_000);
  assert.equal(world.kernel().length, 1);
  assert.equal(world.asked().length, 2, 'asked once more, after the last time it was made');
  world.overrun();
  await world.pass(2_000);
  assert.equal(world.asked().length, 2, 'it was still there');
  world.interrupt.abort();
  await world.pass(20);
  assert.deepEqual([world.outcome?.restored, world.outcome?.present], [1, 0]);
});

test('an interface of another number under the same name is another one', async () => {
  const world = worldWithPort();
  world.start('Ethernet0:10.0.0.2', 'Ethernet4:10.4.0.2');
  await world.pass(2_000);
  world.links.delete(2);
  world.table.flush(2);
  world.link(7, 'Ethernet0');
  world.address(7, '10.0.0.1');
  await world.pass(2_000);
  assert.deepEqual(world.kernel(), [`7/10.0.0.2 0 ${NUD_STALE}`]);
});

test('an interface that is gone by the time of the add is waited for again', async () => {
  const world = worldWithPort();
  world.sockets.faults.push(undefined, function* (answer) {
    const links = [...answer];
    world.links.delete(2);
    yield* links;
  });
  world.start('Ethernet0:10.0.0.2');
  await world.pass(500);
  assert.ok(!world.isOver());
  world.link(2, 'Ethernet0');
  await world.pass(2_000);
  assert.deepEqual([world.outcome?.end, world.outcome?.restored, world.outcome?.asked], ['complete', 1, 1]);
});

test('a packet that cannot get out is counted with why', async () => {
  const world = worldWithPort();
  world.packets.judge = () => ENETDOWN;
  world.start('Ethernet0:10.0.0.2');
  await world.pass(2_000);
  assert.deepEqual([world.outcome?.restored, world.outcome?.unasked], [1, { ENETDOWN: 1 }]);
});

test('what the kernel refuses is counted by reason and ends nothing', async () => {
  const world = worldWithPort();
  world.table.capacity = 3;
  world.start(...Array.from({ length: 5 }, (_, index) => `Ethernet0:10.0.0.${index + 2}`));
  await world.pass(2_000);
  const { end, restored, missing, asked } = world.outcome ?? assert.fail('not done');
  assert.deepEqual([end, restored, missing, asked], ['complete', 3, { ENOBUFS: 2 }, 3]);
});

test('without the capability it gives up at once, and says so', async () => {
  const world = worldWithPort();
  world.table.permitted = false;
  world.start('Ethernet0:10.0.0.2', 'Ethernet4:10.4.0.2');
  await world.pass(200);
  assert.deepEqual([world.outcome?.end, world.outcome?.missing], ['forbidden', { EPERM: 2 }]);
});

test('when the budget has run out it ends, and tells what it waited for', async () => {
  const world = worldWithPort();
  world.link(3, 'Ethernet4', false);
  world.link(4, 'Vlan10');
  world.address(4, '10.10.0.1');
  world.link(5, 'Ethernet12');
  world.start(
    'Ethernet0:10.0.0.2',
    'Ethernet4:10.4.0.2',
    'Ethernet8:10.8.0.2',
    'Vlan10:10.10.0.2',
    'Ethernet12:10.12.0.2',
  );
  await world.pass(109_900);
  assert.ok(!world.isOver());
  await world.pass(200);
  const { end, missing, waitingFor, restored } = world.outcome ?? assert.fail('not done');
  assert.deepEqual([end, restored], ['budget', 1]);
  assert.deepEqual(missing, { down: 1, missing: 1, no_members: 1, no_address: 1 });
  assert.deepEqual(waitingFor.get('Vlan10'), 'no_members');
});

test('a signal ends it at once', async () => {
  const world = new RestoreWorld();
  world.start('Ethernet0:10.0.0.2');
  await world.pass(200);
  world.interrupt.abort();
  await world.pass(20);
  assert.equal(world.outcome?.end, 'interrupted');
});

test('a packet for which there is no room is sent later, and given up after some attempts', async () => {
  const world = worldWithPort();
  world.packets.room = 0;
  world.start('Ethernet0:10.0.0.2', 'Ethernet0:10.0.0.3');
  await world.pass(1_150);
  world.packets.room = 1;
  await world.pass(1_000);
  assert.deepEqual([world.outcome?.asked, world.outcome?.unasked], [1, { ENOBUFS: 1 }]);
});

test('answers that were lost are asked for again', async () => {
  const world = worldWithPort();
  world.sockets.faults.push(undefined, undefined, function* (answer) {
    // The kernel has done it all the same.
    for (const _ of answer);
    yield { kind: 'overrun' };
  });
  world.start('Ethernet0:10.0.0.2');
  await world.pass(3_000);
  assert.deepEqual([world.outcome?.end, world.outcome?.problem?.code], ['complete', 'netlink_overrun']);
  assert.equal(world.kernel().length, 1);
});

test('a failed look at the interfaces is repeated', async () => {
  const world = worldWithPort();
  world.sockets.faults.push(function* () {
    yield { kind: 'truncated' };
  });
  world.start('Ethernet0:10.0.0.2');
  await world.pass(2_000);
  assert.deepEqual([world.outcome?.end, world.outcome?.problem?.code], ['complete', 'netlink_truncated']);
});

test('packets are paced', async () => {
  const world = worldWithPort();
  world.start(...Array.from({ length: 2_000 }, (_, index) => `Ethernet0:10.0.${index >> 8}.${index & 0xff}`));
  let largest = 0;
  for (let before = 0; before < 2_000; before = world.packets.sent.length) {
    await world.pass(10);
    largest = Math.max(largest, world.packets.sent.length - before);
  }
  assert.ok(largest <= 160, `${largest} packets in 10 ms`);
});
