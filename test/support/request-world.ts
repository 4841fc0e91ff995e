import { createVirtualClock, type VirtualClock } from '../../src/base/virtual-clock.ts';
import type { FailureReason } from '../../src/netlink/codec/failure.ts';
import type { NeighMessage } from '../../src/netlink/codec/ndmsg.ts';
import { linkMessage, neighborMessage } from '../../src/netlink/fake-messages.ts';
import { FakeRequestSockets } from '../../src/netlink/fake-socket.ts';
import { createRequestChannel } from '../../src/netlink/request-channel.ts';
import { createRequester, type NeighborAnswer, type Requester } from '../../src/netlink/requester.ts';

export type RequestWorld = Disposable & {
  readonly sockets: FakeRequestSockets;
  readonly requester: Requester;
  readonly clock: VirtualClock;
  readonly malformed: readonly FailureReason[];
  readonly neighbors: NeighMessage[];
};

/** The real requester over fake sockets, on virtual time; the kernel has `count` neighbors and two links, the first with a master. */
export function requestWorld(count: number, master?: number): RequestWorld {
  const clock = createVirtualClock(1_000);
  const neighbors = Array.from({ length: count }, (_, index) =>
    neighborMessage(2, addressOf(index + 1), { lladdr: Uint8Array.of(2, 0, 0, 0, 0, index + 1) }),
  );
  const links = [linkMessage(2, 'Ethernet0', master), linkMessage(3, 'Ethernet4', undefined)];
  const sockets = new FakeRequestSockets({ links: () => links, neighbors: () => neighbors });
  const malformed: FailureReason[] = [];
  const onDecodeFailure = (reason: FailureReason): void => void malformed.push(reason);
  const channel = createRequestChannel({ onDecodeFailure, openSocket: sockets.open, clock });
  const requester = createRequester({ onDecodeFailure, channel });
  return { sockets, requester, clock, malformed, neighbors, [Symbol.dispose]: () => requester[Symbol.dispose]() };
}

function addressOf(last: number): Uint8Array {
  return Uint8Array.of(10, 0, last >> 8, last & 0xff);
}

/** The last byte of each address that a dump brings, in order; they are noted in `brought` as they come. */
export async function dumped(
  { requester }: RequestWorld,
  brought: number[] = [],
  signal = new AbortController().signal,
): Promise<readonly number[]> {
  for await (const batch of requester.dumpNeighbors(signal)) brought.push(...batch.map(({ dst }) => dst?.[3] ?? -1));
  return brought;
}

/** What is answered about neighbors, in short: the last byte of the MAC, `absent`, or the code of the error. */
export async function asked({ requester }: RequestWorld, ...lasts: readonly number[]): Promise<readonly unknown[]> {
  const targets = lasts.map((last) => ({ ifindex: 2, ip: addressOf(last) }));
  return (await requester.getNeighbors(targets, new AbortController().signal)).map(inShort);
}

function inShort(answer: NeighborAnswer): unknown {
  if (answer === 'absent') return answer;
  return 'state' in answer ? answer.lladdr?.[5] : answer.code;
}
