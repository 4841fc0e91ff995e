import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { createVirtualClock } from '../base/virtual-clock.ts';
import { NUD_STALE } from './codec/neighbour.ts';
import { addressMessage, linkMessage } from './fake-messages.ts';
import { createFakeNeighborTable } from './fake-neighbor-table.ts';
import { FakeRequestSockets } from './fake-socket.ts';
import { createRequestChannel } from './request-channel.ts';
import { createRequester, type NewNeighbor } from './requester.ts';

const { EEXIST, ENOBUFS, ENODEV, EPERM } = constants.errno;
const NEVER = new AbortController().signal;

function world() {
  const links = [linkMessage(2, 'Ethernet0', undefined)];
  const table = createFakeNeighborTable(() => links);
  const addresses = Array.from({ length: 5 }, (_, last) => addressMessage(2, Uint8Array.of(10, 0, 0, last), 24));
  const sockets = new FakeRequestSockets({
    links: () => links,
    neighbors: table.entries,
    addresses: () => addresses,
    addNeighbor: table.add,
  });
  const channel = createRequestChannel({ openSocket: sockets.open, clock: createVirtualClock() });
  const requester = createRequester({ onDecodeFailure: () => {}, channel });
  return { table, sockets, requester, [Symbol.dispose]: () => requester[Symbol.dispose]() };
}

function neighbor(last: number, mac = last, ifindex = 2): NewNeighbor {
  return { ifindex, ip: Uint8Array.of(10, 0, last >> 8, last & 0xff), mac: Uint8Array.of(2, 0, 0, 0, 0, mac & 0xff) };
}

test('each neighbor is added as STALE, or its refusal told at its place', async () => {
  using made = world();
  assert.deepEqual(await made.requester.addNeighbors([neighbor(1)], NEVER), [0]);
  made.table.capacity = 3;
  const wanted = [neighbor(2), neighbor(1, 9), neighbor(3, 3, 77), neighbor(4), neighbor(5)];
  assert.deepEqual(await made.requester.addNeighbors(wanted, NEVER), [0, EEXIST, ENODEV, 0, ENOBUFS]);
  assert.deepEqual(
    made.table.entries().map(({ state, dst, lladdr }) => [state, dst?.[3], lladdr?.[5]]),
    [
      [NUD_STALE, 1, 1],
      [NUD_STALE, 2, 2],
      [NUD_STALE, 4, 4],
    ],
  );
});

test('many are asked for some to a send, and all are answered', async () => {
  using made = world();
  const many = Array.from({ length: 1_000 }, (_, index) => neighbor(index));
  const answers = await made.requester.addNeighbors(many, NEVER);
  assert.deepEqual(new Set(answers), new Set([0]));
  assert.equal(made.table.entries().length, 1_000);
});

test('without the capability each is refused', async () => {
  using made = world();
  made.table.permitted = false;
  assert.deepEqual(await made.requester.addNeighbors([neighbor(1), neighbor(2)], NEVER), [EPERM, EPERM]);
});

test('lost answers make the whole unknown', async () => {
  using made = world();
  made.sockets.faults.push(function* () {
    yield { kind: 'overrun' };
  });
  await assert.rejects(made.requester.addNeighbors([neighbor(1), neighbor(2)], NEVER), { code: 'netlink_overrun' });
});

test('a dump brings the addresses of all links', async () => {
  using made = world();
  const addresses = (await Array.fromAsync(made.requester.dumpAddresses(NEVER))).flat();
  assert.equal(addresses.length, 5);
});
