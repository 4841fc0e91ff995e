import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { asked, dumped, type RequestWorld, requestWorld } from '../../test/support/request-world.ts';
import { turns } from '../../test/support/turn.ts';
import { errnoError } from '../host/errno.ts';
import type { Receipt } from '../host/netlink-socket.ts';
import { NO_EXTENDED_ACK } from './codec/extack.ts';
import { encodeNeigh, RTM_NEWNEIGH } from './codec/ndmsg.ts';
import { encodeDone } from './codec/nlmsgerr.ts';
import { decodeMessages, NLM_F_DUMP_INTR, NLM_F_MULTI } from './codec/nlmsghdr.ts';
import { neighborMessage } from './fake-messages.ts';
import { datagram, type FakeFault, refusal } from './fake-socket.ts';

const { EBADF, EBUSY, EINVAL, EMFILE, EPERM } = constants.errno;
const ALL = [1, 2, 3, 4, 5, 6, 7];
const NEVER = new AbortController().signal;

/** The first datagrams of the answer, and then something else. */
const after = (count: number, then: FakeFault): FakeFault =>
  function* (answer, request, pid) {
    const rest = answer[Symbol.iterator]();
    for (let index = 0; index < count; index++) yield rest.next().value ?? { kind: 'truncated' };
    yield* then({ [Symbol.iterator]: () => rest }, request, pid);
  };

const done = (errno: number, text: string | undefined): FakeFault =>
  function* (_, { seq }, pid) {
    yield datagram(encodeDone({ kind: 'done', errno, ...NO_EXTENDED_ACK, text }, { seq, pid }));
  };

const refused = (errno: number): FakeFault =>
  function* (_, request, pid) {
    yield refusal(request, pid, errno);
  };

/** Neighbor 200 for 500 s, which is without an end for who gives up after 60. */
const endless = ({ clock }: RequestWorld): FakeFault =>
  function* (_, { seq }, pid) {
    const payload = encodeNeigh(neighborMessage(2, Uint8Array.of(10, 0, 0, 200), {}));
    for (let round = 0; round < 2_000; round++) {
      clock.advanceTo(clock.monotonicMs() + 250);
      yield datagram({ type: RTM_NEWNEIGH, flags: NLM_F_MULTI, seq, pid, payload });
    }
    throw new Error('it was never given up');
  };

const say = (receipt: Receipt): FakeFault =>
  function* () {
    yield receipt;
  };

test('a dump comes whole, in several parts, and the second asks over the same socket', async () => {
  using made = requestWorld(7);
  assert.deepEqual(await dumped(made), ALL);
  const links = (await Array.fromAsync(made.requester.dumpLinks(NEVER))).flat();
  assert.deepEqual(
    links.map(({ name }) => name),
    ['Ethernet0', 'Ethernet4'],
  );
  assert.equal(made.sockets.opened, 1);
});

/** What goes wrong in a dump, the code and text that it ends with, and what was brought before. */
const FAILURES: readonly (readonly [string, (made: RequestWorld) => FakeFault, string, RegExp, number])[] = [
  ['EBUSY', () => refused(EBUSY), 'netlink_busy', /EBUSY/, 0],
  ['EPERM in the middle, as NLMSG_ERROR', () => after(2, refused(EPERM)), 'permission', /EPERM/, 4],
  [
    'NLMSG_DONE with an errno',
    () => done(EINVAL, 'Invalid values in header for neighbor dump request'),
    'netlink_failed',
    /EINVAL.*\(Invalid values in header for neighbor dump request\)/,
    0,
  ],
  ['NLMSG_DONE with an errno after half', () => after(2, done(EINVAL, undefined)), 'netlink_failed', /EINVAL/, 4],
  ['a datagram that was cut', () => after(2, say({ kind: 'truncated' })), 'netlink_truncated', /larger than/, 4],
  ['ENOBUFS', () => after(2, say({ kind: 'overrun' })), 'netlink_overrun', /buffer was full/, 4],
  ['an end that makes no sense', () => after(2, badEnd), 'netlink_failed', /malformed end of dump: short_payload/, 4],
  ['no end', endless, 'netlink_failed', /did not end in 60000 ms/, Number.NaN],
];

for (const [what, fault, code, text, brought] of FAILURES) {
  test(`a dump that meets ${what} fails as ${code}, and the next works, over another socket`, async () => {
    using made = requestWorld(7);
    made.sockets.faults.push(fault(made));
    const values: number[] = [];
    await assert.rejects(dumped(made, values), { code, message: text });
    if (!Number.isNaN(brought)) assert.deepEqual(values, ALL.slice(0, brought));
    assert.deepEqual(await dumped(made), ALL);
    assert.equal(made.sockets.opened, 2);
  });
}

function* badEnd(_: Iterable<Receipt>, { seq }: { readonly seq: number }, pid: number): Generator<Receipt> {
  yield datagram({ type: 3, flags: NLM_F_MULTI, seq, pid, payload: new Uint8Array(0) });
}

test('silence in the middle of a dump is given up after 5 s, and not a moment before', async () => {
  using made = requestWorld(7);
  made.sockets.faults.push(after(2, () => []));
  const values: number[] = [];
  const refusedAs = assert.rejects(dumped(made, values), { code: 'netlink_failed', message: /no answer in 5000 ms/ });
  await turns();
  made.clock.advanceTo(made.clock.monotonicMs() + 4_999);
  await turns();
  assert.deepEqual(values, [1, 2, 3, 4]);
  made.clock.advanceTo(made.clock.monotonicMs() + 1);
  await refusedAs;
  assert.deepEqual(await dumped(made), ALL);
});

test('messages that answer nothing of ours do not make a dump without an end last longer', async () => {
  using made = requestWorld(7);
  made.sockets.faults.push((_, request, pid) => endless(made)([], { ...request, seq: request.seq + 1_000 }, pid));
  await assert.rejects(dumped(made), { code: 'netlink_failed', message: /did not end in 60000 ms/ });
});

test('what is done with the batches of a dump does not count for its limit, unless it goes on for ten times as long', async () => {
  using made = requestWorld(40);
  const work = async (eachMs: number): Promise<void> => {
    for await (const _ of made.requester.dumpNeighbors(new AbortController().signal)) {
      made.clock.advanceTo(made.clock.monotonicMs() + eachMs);
    }
  };
  await work(30_000);
  assert.ok(made.clock.monotonicMs() > 120_000);
  made.sockets.faults.push(endless(made));
  await assert.rejects(work(100_000), { code: 'netlink_failed', message: /did not end in 600000 ms/ });
});

test('a dump in which the table changed is brought to its end, and then called interrupted', async () => {
  using made = requestWorld(7);
  made.sockets.faults.push(function* (answer) {
    for (const [place, receipt] of [...answer].entries()) {
      if (place !== 1 || receipt.kind !== 'datagram') yield receipt;
      else {
        const { messages } = decodeMessages(receipt.bytes);
        yield datagram(...messages.map((message) => ({ ...message, flags: message.flags | NLM_F_DUMP_INTR })));
      }
    }
  });
  const values: number[] = [];
  await assert.rejects(dumped(made, values), { code: 'netlink_interrupted' });
  assert.deepEqual(values, ALL);
  assert.deepEqual(await dumped(made), ALL);
});

test('entries that come twice are handed on twice, answers to an earlier question not at all', async () => {
  using made = requestWorld(3);
  assert.deepEqual(await asked(made, 1, 2, 3), [1, 2, 3]);
  made.sockets.faults.push(function* (answer, { seq }, pid) {
    const receipts = [...answer];
    const payload = encodeNeigh(neighborMessage(2, Uint8Array.of(10, 0, 0, 99), {}));
    yield datagram(
      { type: RTM_NEWNEIGH, flags: NLM_F_MULTI, seq: seq - 1, pid, payload },
      encodeDone({ kind: 'done', errno: 0, ...NO_EXTENDED_ACK }, { seq: seq - 1, pid }),
    );
    yield* receipts.slice(0, 1);
    yield* receipts;
  });
  assert.deepEqual(await dumped(made), [1, 2, 1, 2, 3]);
});

test('messages that make no sense are passed over and counted, and the rest of the dump is taken', async () => {
  using made = requestWorld(4);
  made.sockets.faults.push(
    after(1, function* (rest, { seq }, pid) {
      yield datagram({ type: RTM_NEWNEIGH, flags: NLM_F_MULTI, seq, pid, payload: Uint8Array.of(2, 0, 0) });
      yield {
        kind: 'datagram',
        bytes: Uint8Array.of(0xff, 0xff, 0xff, 0, 28, 0, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9),
      };
      yield datagram({ type: 99, flags: NLM_F_MULTI, seq, pid, payload: Uint8Array.of(1) });
      yield* rest;
    }),
  );
  assert.deepEqual(await dumped(made), [1, 2, 3, 4]);
  assert.deepEqual(made.malformed, ['short_payload', 'bad_length']);
});

test('a dump that is left in the middle does not stand in the way of the next', async () => {
  using made = requestWorld(7);
  for await (const batch of made.requester.dumpNeighbors(NEVER)) {
    assert.ok(batch.length > 0);
    break;
  }
  assert.deepEqual(await dumped(made), ALL);
  assert.equal(made.sockets.opened, 2);
});

test('an abort ends a dump that waits, and one that is never short of an answer', async () => {
  using made = requestWorld(7);
  made.sockets.faults.push(() => [], endless(made));
  const waiting = new AbortController();
  const ended = assert.rejects(dumped(made, [], waiting.signal), { code: 'aborted' });
  await turns();
  waiting.abort();
  await ended;
  made.sockets.isFast = true;
  const talking = new AbortController();
  const alsoEnded = assert.rejects(dumped(made, [], talking.signal), { code: 'aborted' });
  talking.abort();
  await alsoEnded;
  assert.deepEqual(await dumped(made), ALL);
});

test('a socket that fails, and one that cannot be opened, are an error of that request alone', async () => {
  using made = requestWorld(2);
  made.sockets.faults.push(say({ kind: 'failed', error: errnoError('netlink receive', EBADF) }));
  await assert.rejects(dumped(made), { code: 'netlink_failed', message: /EBADF/ });
  made.sockets.refusals.push(errnoError('open netlink socket', EMFILE));
  await assert.rejects(dumped(made), { code: 'netlink_failed', message: /EMFILE/ });
  assert.deepEqual(await dumped(made), [1, 2]);
});

test('what is asked at the same time is asked one after the other, over one socket', async () => {
  using made = requestWorld(7);
  const answers = await Promise.all([dumped(made), asked(made, 7, 8), dumped(made)]);
  assert.deepEqual(answers, [ALL, [7, 'absent'], ALL]);
  assert.equal(made.sockets.opened, 1);
});
