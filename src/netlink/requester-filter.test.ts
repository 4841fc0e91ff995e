import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { type RequestWorld, requestWorld } from '../../test/support/request-world.ts';
import { isFailure } from './codec/failure.ts';
import { decodeNeigh } from './codec/ndmsg.ts';
import { neighborMessage } from './fake-messages.ts';
import { type FakeFault, refusal } from './fake-socket.ts';
import type { NeighborFilter } from './requester.ts';

const { EINVAL, EOPNOTSUPP, EPERM } = constants.errno;
const NEVER = new AbortController().signal;
const VRF = 4;

/** Neighbors 1 to 3 are on interface 2, which is in the VRF; 8 and 9 on interface 3, which is not. */
function vrfWorld(): RequestWorld {
  const made = requestWorld(3, VRF);
  for (const last of [8, 9]) made.neighbors.push(neighborMessage(3, Uint8Array.of(10, 0, 0, last), {}));
  return made;
}

async function dumped({ requester }: RequestWorld, filter?: NeighborFilter): Promise<readonly unknown[]> {
  const lasts: unknown[] = [];
  for await (const batch of requester.dumpNeighbors(NEVER, filter)) lasts.push(...batch.map(({ dst }) => dst?.[3]));
  return lasts;
}

function refuse(errno: number): FakeFault {
  return function* (_, request, pid) {
    yield refusal(request, pid, errno);
  };
}

test('a dump of a VRF or of an interface brings its neighbors alone', async () => {
  using made = vrfWorld();
  assert.deepEqual(await dumped(made, { master: VRF }), [1, 2, 3]);
  assert.deepEqual(await dumped(made, { ifindex: 3 }), [8, 9]);
  assert.deepEqual(await dumped(made, { master: 99 }), []);
  assert.deepEqual(await dumped(made), [1, 2, 3, 8, 9]);
  assert.equal(made.sockets.requests.length, 4);
  const [first] = made.sockets.requests;
  const asked = first === undefined ? undefined : decodeNeigh(first.payload);
  assert.ok(asked !== undefined && !isFailure(asked));
  assert.equal(asked.master, VRF);
});

for (const [name, errno] of [
  ['EINVAL', EINVAL],
  ['ENOTSUP', EOPNOTSUPP],
] as const) {
  test(`a kernel that refuses a filter by ${name} is asked for everything`, async () => {
    using made = vrfWorld();
    made.sockets.faults.push(refuse(errno));
    assert.deepEqual(await dumped(made, { master: VRF }), [1, 2, 3, 8, 9]);
    assert.equal(made.sockets.requests.length, 2);
    assert.equal(made.sockets.opened, 1);
  });

  test(`and ${name} for everything is an error, and the end of it`, async () => {
    using made = vrfWorld();
    made.sockets.faults.push(refuse(errno), refuse(errno));
    await assert.rejects(dumped(made, { master: VRF }), new RegExp(name));
    assert.equal(made.sockets.requests.length, 2);
  });
}

test('any other refusal of a filtered dump is an error', async () => {
  using made = vrfWorld();
  made.sockets.faults.push(refuse(EPERM));
  await assert.rejects(dumped(made, { master: VRF }), { code: 'permission' });
  assert.equal(made.sockets.requests.length, 1);
});

test('a kernel without strict checks takes no notice of a filter, and gives everything', async () => {
  using made = vrfWorld();
  made.sockets.isStrict = false;
  assert.deepEqual(await dumped(made, { master: VRF }), [1, 2, 3, 8, 9]);
});
