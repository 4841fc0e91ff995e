import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { ETHERNET0, image, ip, mac, rowsOf, type World, world } from '../../test/support/sync-world.ts';
import { turns, turnTo, turnUntil } from '../../test/support/turn.ts';
import { createVirtualClock, type VirtualClock } from '../base/virtual-clock.ts';
import { encodeNeigh, RTM_GETNEIGH, RTM_NEWNEIGH } from '../netlink/codec/ndmsg.ts';
import { NLM_F_DUMP, NLM_F_MULTI } from '../netlink/codec/nlmsghdr.ts';
import { neighborMessage } from '../netlink/fake-messages.ts';
import { datagram, type FakeFault, FakeRequestSockets, refusal } from '../netlink/fake-socket.ts';
import { createRequestChannel } from '../netlink/request-channel.ts';
import { createRequester } from '../netlink/requester.ts';

type SocketWorld = World & { readonly sockets: FakeRequestSockets; readonly clock: VirtualClock };

/** The engine over the real requester, whose sockets are fake; twelve neighbors, in step. */
async function overSockets(): Promise<SocketWorld> {
  const clock = createVirtualClock(1_000);
  let sockets = new FakeRequestSockets({ links: () => [], neighbors: () => [] });
  const made = await world(
    (kernel) => {
      for (let last = 1; last <= 12; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
    },
    {
      clock,
      turnsEach: 100,
      random: () => 1,
      ports: (ports, kernel) => {
        sockets = new FakeRequestSockets(kernel);
        const channel = createRequestChannel({ openSocket: sockets.open, clock });
        return { ...ports, requests: createRequester({ onDecodeFailure: () => {}, channel }) };
      },
    },
  );
  return Object.assign(made, { sockets, clock });
}

/** Events about a new, a changed and a deleted neighbor are lost; the kernel says only that some were. */
function loseEvents({ kernel, engine }: World): void {
  kernel.quietly(() => {
    kernel.putNeighbor(ETHERNET0, ip(50), { lladdr: mac(50) });
    kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(99) });
    kernel.deleteNeighbor(ETHERNET0, ip(3));
  });
  engine.onKernelEvent({ kind: 'overrun' });
}

/** A fault that begins after the first datagram. */
const midway = (then: FakeFault): FakeFault =>
  function* (answer, request, pid) {
    for (const receipt of answer) {
      yield receipt;
      break;
    }
    yield* then([], request, pid);
  };

const FAULTS: Readonly<Record<string, (clock: VirtualClock) => FakeFault>> = {
  'is refused with EBUSY': () => (_, request, pid) => [refusal(request, pid, constants.errno.EBUSY)],
  'ends with an error in the middle': () =>
    midway((_, request, pid) => [refusal(request, pid, constants.errno.EINVAL)]),
  'is cut': () => midway(() => [{ kind: 'truncated' }]),
  'overruns its socket': () => midway(() => [{ kind: 'overrun' }]),
  'falls silent': () => midway(() => []),
  'never ends': (clock) =>
    function* (_, { seq }, pid) {
      const payload = encodeNeigh(neighborMessage(ETHERNET0, ip(1), { lladdr: mac(1) }));
      for (;;) {
        clock.advanceTo(clock.monotonicMs() + 1_000);
        yield datagram({ type: RTM_NEWNEIGH, flags: NLM_F_MULTI, seq, pid, payload });
      }
    },
};

const ATTEMPTS = 4;

for (const [what, fault] of Object.entries(FAULTS)) {
  test(`a dump that ${what} is tried again after pauses that grow, while events go on being written`, async () => {
    await using made = await overSockets();
    const { sockets, clock, kernel, table, engine } = made;
    const begunMs: number[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      sockets.faults.push(undefined, (...args) => {
        begunMs.push(clock.monotonicMs());
        return fault(clock)(...args);
      });
    }
    const failedBefore = made.reports.filter(({ kind }) => kind === 'failed').length;
    loseEvents(made);
    await turns();
    kernel.putNeighbor(ETHERNET0, ip(60), { lladdr: mac(60) });
    kernel.deliver();
    await turns();
    assert.equal(engine.status().kernelSynced, false);
    assert.equal(rowsOf(table).get('Ethernet0:10.0.0.60'), '02:00:00:00:00:3c', 'an event waited for the dump');
    await made.settled();
    assert.deepEqual(rowsOf(table), image(kernel));
    assert.equal(begunMs.length, ATTEMPTS);
    assert.equal(made.reports.filter(({ kind }) => kind === 'failed').length - failedBefore, ATTEMPTS);
    const pauses = begunMs.slice(1).map((ms, index) => ms - (begunMs[index] ?? 0));
    assert.ok(
      pauses.every((ms, index) => ms >= 50 * 2 ** index),
      `pauses of ${pauses.join(', ')} ms`,
    );
    assert.ok(!table.writes.some(({ kind, key }) => kind === 'delete' && key !== 'Ethernet0:10.0.0.3'));
  });
}

test('a neighbor that moves in the kernel while it is dumped is missed by the dump, but its row stays', async () => {
  await using made = await overSockets();
  const { sockets, kernel, table } = made;
  sockets.faults.push(undefined, function* (answer) {
    for (const receipt of answer) {
      yield receipt;
      // Those behind it move to earlier places, which the dump has passed; nothing says so.
      kernel.deleteNeighbor(ETHERNET0, ip(1));
      kernel.deleteNeighbor(ETHERNET0, ip(2));
    }
  });
  made.engine.onKernelEvent({ kind: 'overrun' });
  await made.settled();
  assert.deepEqual(rowsOf(table), image(kernel));
  assert.ok(sockets.requests.some(({ type, flags }) => type === RTM_GETNEIGH && (flags & NLM_F_DUMP) === 0));
  const deleted = table.writes.filter(({ kind }) => kind === 'delete').map(({ key }) => key);
  assert.deepEqual(deleted.sort(), ['Ethernet0:10.0.0.1', 'Ethernet0:10.0.0.2']);
});

test('a suspect about which the kernel gives no answer is asked about again, with events lost and no verify to help', async () => {
  await using made = await overSockets();
  const { sockets, kernel, table } = made;
  kernel.quietly(() => kernel.deleteNeighbor(ETHERNET0, ip(3)));
  sockets.faults.push(undefined, undefined, (_, request, pid) => [refusal(request, pid, constants.errno.EPERM)]);
  made.engine.onKernelEvent({ kind: 'overrun' });
  await made.settled();
  assert.deepEqual(rowsOf(table), image(kernel));
});

test('what is new, and is left out of the dump after its event was lost, is found by a second look', async () => {
  const clock = createVirtualClock(1_000);
  await using made = await world(
    (kernel) => {
      for (let last = 1; last <= 12; last++) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
    },
    { clock },
  );
  await turnTo(clock, clock.monotonicMs() + 1_000);
  made.kernel.quietly(() => {
    for (const last of [50, 51]) made.kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  });
  made.kernel.faults.forgetfulDumps = 2;
  made.engine.onKernelEvent({ kind: 'overrun' });
  await turnTo(clock, clock.monotonicMs() + 1_000);
  assert.deepEqual(rowsOf(made.table), image(made.kernel));
  const { kernelResyncs } = made.engine.status().counters;
  await turnTo(clock, clock.monotonicMs() + 60_000);
  assert.equal(made.engine.status().counters.kernelResyncs, kernelResyncs, 'it never stops looking');
});

test('a side whose events were lost again while it was looked at is not called known before the next look', async () => {
  const clock = createVirtualClock(1_000);
  await using made = await world(() => {}, { clock });
  await turnTo(clock, clock.monotonicMs() + 1_000);
  const { kernel, engine, reports } = made;
  const synced = (): number => reports.filter(({ kind }) => kind === 'kernel_synced').length;
  const [looks, before] = [engine.status().counters.kernelResyncs, synced()];
  kernel.duringDump = () => {
    kernel.duringDump = () => {};
    engine.onKernelEvent({ kind: 'overrun' });
  };
  engine.onKernelEvent({ kind: 'overrun' });
  await turns();
  assert.equal(engine.status().counters.kernelResyncs, looks + 1);
  assert.equal(engine.status().kernelSynced, false);
  assert.equal(synced(), before);
  await made.settled();
  assert.equal(synced(), before + 1);
});

test('a side that is to be looked at again while it is looked at is known all the same', async () => {
  const clock = createVirtualClock(1_000);
  await using made = await world(() => {}, { clock });
  const { engine, kernel } = made;
  await turnTo(clock, clock.monotonicMs() + 1_000);
  kernel.duringDump = () => engine.refresh();
  engine.onKernelEvent({ kind: 'overrun' });
  await turnUntil('the kernel is known', clock, () => engine.status().kernelSynced);
});
