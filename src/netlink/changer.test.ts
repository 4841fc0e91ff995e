import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createVirtualClock } from '../base/virtual-clock.ts';
import { createNeighborChanger } from './changer.ts';
import { NTF_EXT_LEARNED, NUD_PERMANENT, NUD_STALE } from './codec/neighbour.ts';
import { linkMessage } from './fake-messages.ts';
import { createFakeNeighborTable } from './fake-neighbor-table.ts';
import { FakeRequestSockets } from './fake-socket.ts';
import { createRequestChannel } from './request-channel.ts';

const NEVER = new AbortController().signal;
const TARGET = { ifindex: 2, dst: Uint8Array.of(10, 0, 0, 1) };

function world() {
  const links = [linkMessage(2, 'Ethernet0', undefined)];
  const table = createFakeNeighborTable(() => links);
  const sockets = new FakeRequestSockets({
    links: () => links,
    neighbors: table.entries,
    addNeighbor: table.add,
    removeNeighbor: table.remove,
  });
  const channel = createRequestChannel({ openSocket: sockets.open, clock: createVirtualClock() });
  const changer = createNeighborChanger(channel);
  return { table, sockets, changer, [Symbol.dispose]: () => changer[Symbol.dispose]() };
}

function setting(last: number, state = NUD_PERMANENT, flags = 0) {
  return { ...TARGET, lladdr: Uint8Array.of(2, 0, 0, 0, 0, last), state, flags };
}

test('a neighbor is put over what is there, with its state and flags', async () => {
  using made = world();
  await made.changer.set(setting(1), NEVER);
  await made.changer.set(setting(1), NEVER);
  await made.changer.set(setting(2, NUD_STALE, NTF_EXT_LEARNED), NEVER);
  const [entry, ...others] = made.table.entries();
  assert.deepEqual([entry?.state, entry?.flags, entry?.lladdr?.[5]], [NUD_STALE, NTF_EXT_LEARNED, 2]);
  assert.equal(others.length, 0);
});

test('one that is there is taken out; one that is not is told as such', async () => {
  using made = world();
  await made.changer.set(setting(1), NEVER);
  assert.equal(await made.changer.remove(TARGET, NEVER), true);
  assert.equal(await made.changer.remove(TARGET, NEVER), false);
  assert.equal(made.table.entries().length, 0);
});

test('refusals have the words of the kernel, and the next change is made all the same', async () => {
  using made = world();
  await assert.rejects(made.changer.set({ ...setting(1), ifindex: 77 }, NEVER), {
    code: 'kernel_refused',
    message: /^add neighbor: ENODEV: no such device/,
  });
  made.table.permitted = false;
  await assert.rejects(made.changer.set(setting(1), NEVER), { code: 'permission', message: /EPERM/ });
  await assert.rejects(made.changer.remove(TARGET, NEVER), { code: 'permission', message: /EPERM/ });
  made.table.permitted = true;
  await made.changer.set(setting(1), NEVER);
  assert.equal(made.table.entries().length, 1);
});

test('changes asked for at once are made one after the other', async () => {
  using made = world();
  await Promise.all([1, 2, 3].map((last) => made.changer.set(setting(last), NEVER)));
  assert.equal(made.table.entries()[0]?.lladdr?.[5], 3);
});
