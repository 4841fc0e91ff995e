import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { asked, dumped, requestWorld } from '../../test/support/request-world.ts';
import { turns } from '../../test/support/turn.ts';
import type { NetlinkSocketOptions, Receipt } from '../host/netlink-socket.ts';
import { decodeError } from './codec/nlmsgerr.ts';
import { decodeMessages, type NetlinkMessage, NLM_F_DUMP, NLMSG_DONE, NLMSG_ERROR } from './codec/nlmsghdr.ts';
import { neighDumpRequest } from './codec/requests.ts';
import { datagram, type FakeFault, refusal } from './fake-socket.ts';

const { EBUSY, EIO, EPERM } = constants.errno;
const NEVER = new AbortController().signal;
const SOCKET: NetlinkSocketOptions = { groups: 0, slots: 16, slotBytes: 32 * 1024 };

const refused = (errno: number): FakeFault =>
  function* (_, request, pid) {
    yield refusal(request, pid, errno);
  };

test('each neighbor is answered at its place, the absent ones too, in however many sends', async () => {
  using made = requestWorld(150);
  const lasts = Array.from({ length: 160 }, (_, index) => index + 1);
  const answers = await asked(made, ...lasts);
  assert.deepEqual(
    answers,
    lasts.map((last) => (last <= 150 ? last : 'absent')),
  );
  assert.equal(new Set(made.sockets.requests.map(({ seq }) => seq)).size, 160);
});

test('answers that come out of order, twice, or between those of an earlier question, find their places', async () => {
  using made = requestWorld(3);
  const held: Receipt[] = [];
  made.sockets.faults.push(
    (answer) => {
      held.push(...answer);
      return [];
    },
    function* (answer, request, pid) {
      const receipts = [...answer];
      yield refusal({ ...request, seq: request.seq - 1_000 }, pid, EPERM);
      yield* receipts;
      yield* receipts;
    },
    function* (answer) {
      yield* answer;
      yield* held;
    },
  );
  assert.deepEqual(await asked(made, 1, 9, 3), [1, 'absent', 3]);
});

test('an answer that does not come ends the whole question after 5 s; late ones are not taken for those of the next', async () => {
  using made = requestWorld(3);
  made.sockets.faults.push(undefined, () => []);
  const ended = assert.rejects(asked(made, 1, 2, 3), { code: 'netlink_failed', message: /no answer in 5000 ms/ });
  await turns();
  made.clock.advanceTo(made.clock.monotonicMs() + 5_000);
  await ended;
  assert.deepEqual(await asked(made, 3, 2, 1), [3, 2, 1]);
  assert.equal(made.sockets.opened, 2);
});

test('an answer that is an error, or makes no sense, says nothing of its neighbor, and nothing of the others', async () => {
  using made = requestWorld(4);
  made.sockets.faults.push(refused(EPERM), refused(EIO), function* (_, { seq }, pid) {
    yield datagram({ type: 28, flags: 0, seq, pid, payload: Uint8Array.of(1, 2, 3) });
  });
  assert.deepEqual(await asked(made, 1, 2, 3, 4), ['permission', 'netlink_failed', 'netlink_failed', 4]);
  assert.deepEqual(await asked(made, 1, 2, 3, 4), [1, 2, 3, 4]);
});

test('a lost or cut answer ends the question, and the next is answered', async () => {
  using made = requestWorld(4);
  for (const kind of ['overrun', 'truncated'] as const) {
    made.sockets.faults.push(undefined, () => [{ kind }]);
    await assert.rejects(asked(made, 1, 2), { code: `netlink_${kind}` });
    assert.deepEqual(await asked(made, 1, 2), [1, 2]);
  }
});

test('a link is there, or is not; an error is neither', async () => {
  using made = requestWorld(0);
  assert.equal((await made.requester.getLink(3, NEVER))?.name, 'Ethernet4');
  assert.equal(await made.requester.getLink(9, NEVER), undefined);
  made.sockets.faults.push(refused(EPERM), function* (_, { seq }, pid) {
    yield datagram({ type: 16, flags: 0, seq, pid, payload: Uint8Array.of(1, 2, 3) });
  });
  await assert.rejects(made.requester.getLink(3, NEVER), { code: 'permission' });
  await assert.rejects(made.requester.getLink(3, NEVER), { code: 'netlink_failed', message: /no usable answer/ });
  assert.equal((await made.requester.getLink(2, NEVER))?.name, 'Ethernet0');
});

test('the fake is as strict as the kernel: a second dump on a socket is refused, the first goes on to its end', async () => {
  using made = requestWorld(7);
  using socket = made.sockets.open(SOCKET);
  const heard: NetlinkMessage[] = [];
  const receive = (): void => {
    for (const receipt of socket.receive()) {
      if (receipt.kind !== 'datagram') continue;
      heard.push(...decodeMessages(receipt.bytes.slice()).messages);
    }
  };
  socket.send(neighDumpRequest({ seq: 1 }));
  receive();
  socket.send(neighDumpRequest({ seq: 2 }));
  for (let times = 0; times < 10; times++) receive();
  const [refusedAs] = heard.filter(({ type }) => type === NLMSG_ERROR).map(decodeError);
  assert.deepEqual(refusedAs !== undefined && 'errno' in refusedAs && [refusedAs.errno, refusedAs.request.seq], [
    EBUSY,
    2,
  ]);
  assert.equal(heard.filter(({ type, seq }) => type !== NLMSG_ERROR && seq === 1).length, 8);
  assert.equal(heard.at(-2)?.type, NLMSG_DONE);
  socket.send(neighDumpRequest({ seq: 3 }));
  heard.length = 0;
  for (let times = 0; times < 10; times++) receive();
  assert.equal(heard.length, 8);
  assert.ok(made.sockets.requests.every(({ flags }) => (flags & NLM_F_DUMP) !== 0));
});

test('the fake wipes what was received, cuts what its slots do not hold, and refuses once it is closed', async () => {
  using made = requestWorld(7);
  const socket = made.sockets.open({ ...SOCKET, slotBytes: 40 });
  socket.send(neighDumpRequest({ seq: 1 }));
  assert.deepEqual(new Set(socket.receive().map(({ kind }) => kind)), new Set(['truncated']));
  socket[Symbol.dispose]();
  assert.throws(() => socket.send(neighDumpRequest({ seq: 2 })), { code: 'netlink_failed' });
  assert.deepEqual(socket.receive(), []);
  using other = made.sockets.open(SOCKET);
  other.send(neighDumpRequest({ seq: 3 }));
  const [first] = other.receive();
  other.receive();
  assert.ok(first?.kind === 'datagram' && first.bytes.every((byte) => byte === 0xff));
  assert.deepEqual((await dumped(made)).length, 7);
});
