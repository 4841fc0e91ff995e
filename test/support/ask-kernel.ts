import { type NetlinkSocket, openNetlinkSocket } from '../../src/host/netlink-socket.ts';
import { formatIp, parseIp } from '../../src/neighbor/ip.ts';
import { AF_INET, encodeNeigh, type NeighMessage, RTM_NEWNEIGH } from '../../src/netlink/codec/ndmsg.ts';
import { NUD_PERMANENT } from '../../src/netlink/codec/neighbour.ts';
import { encodeMessage, NLM_F_CREATE, NLM_F_REPLACE, NLM_F_REQUEST } from '../../src/netlink/codec/nlmsghdr.ts';
import { linkDumpRequest } from '../../src/netlink/codec/requests.ts';
import { NO_ATTRIBUTES } from '../../src/netlink/codec/rtattr.ts';
import { openMonitor } from '../../src/netlink/monitor.ts';
import { createRequester } from '../../src/netlink/requester.ts';
import { holdReader } from './hold-reader.ts';

/**
 * Run by tests inside a namespace: asks the real kernel by the real requester and monitor, and prints what it says as JSON.
 *
 * `dump [master|ifindex NUMBER]`: the neighbors of a dump, of all or of those. `get IFINDEX IP...`: each answer. `link IFINDEX...`: each name. `cut`: a dump into
 * slots that are too small. `barrier IFINDEX`: changes a neighbor 5000 times while the reader stands still, asks for a barrier
 * and lets the reader go on, so that it finds all at once; tells how many events were there after the barrier. Those are more
 * than the monitor hands over in one turn: a barrier that came before them would be seen. Needs hold-reader.ts by `--import`.
 */
const ROUNDS = 3;
const CHANGES = 5_000;
const [what = '', ...args] = process.argv.slice(2);
const signal = AbortSignal.timeout(60_000);
using requester = createRequester({ onDecodeFailure: (reason) => console.error(reason) });

/** Changes a neighbor by a request of our own, so that its event is in the kernel's queue when `send` returns. */
function changeNeighbor(socket: NetlinkSocket, ifindex: number, round: number): void {
  const lladdr = Uint8Array.of(2, 0, 0, 0, round >> 8, round & 0xff);
  const neighbor: NeighMessage = {
    kind: 'neigh',
    family: AF_INET,
    ifindex,
    state: NUD_PERMANENT,
    flags: 0,
    type: 0,
    dst: Uint8Array.of(10, 0, 0, 2),
    lladdr,
    master: undefined,
    flagsExt: undefined,
    rest: NO_ATTRIBUTES,
  };
  const flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_REPLACE;
  socket.send(encodeMessage({ type: RTM_NEWNEIGH, flags, seq: round, pid: 0, payload: encodeNeigh(neighbor) }));
}

async function answer(): Promise<unknown> {
  switch (what) {
    case 'dump': {
      const addresses: string[] = [];
      const [by, number] = args;
      const filter = by === 'master' ? { master: Number(number) } : { ifindex: Number(number) };
      for await (const neighbors of requester.dumpNeighbors(signal, by === undefined ? undefined : filter)) {
        for (const { dst } of neighbors) if (dst !== undefined) addresses.push(formatIp(dst));
      }
      return addresses;
    }
    case 'get': {
      const [ifindex, ...texts] = args;
      const targets = texts.map((text) => ({ ifindex: Number(ifindex), ip: parseIp(text) ?? new Uint8Array(4) }));
      const answers = await requester.getNeighbors(targets, signal);
      return answers.map((one) => (typeof one === 'string' ? one : 'state' in one ? one.state : one.message));
    }
    case 'link':
      return Promise.all(args.map(async (ifindex) => (await requester.getLink(Number(ifindex), signal))?.name ?? null));
    case 'cut': {
      using socket = openNetlinkSocket({ groups: 0, slots: 4, slotBytes: 64 });
      socket.send(linkDumpRequest({ seq: 1 }));
      return socket.receive().map(({ kind }) => kind);
    }
    default: {
      let datagrams = 0;
      const opened = Promise.withResolvers<void>();
      await using monitor = openMonitor({
        receiveBufferBytes: 4 * 1024 * 1024,
        onEvent: ({ kind }) => {
          if (kind === 'datagram') datagrams++;
          if (kind === 'opened') opened.resolve();
        },
      });
      await opened.promise;
      using socket = openNetlinkSocket({ groups: 0, slots: 1, slotBytes: 4096 });
      const seen: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const before = datagrams;
        const release = await holdReader();
        for (let change = 1; change <= CHANGES; change++) {
          changeNeighbor(socket, Number(args[0]), round * CHANGES + change);
        }
        const passed = monitor.barrier(signal);
        release();
        await passed;
        seen.push(datagrams - before);
      }
      return seen;
    }
  }
}

console.log(JSON.stringify(await answer()));
