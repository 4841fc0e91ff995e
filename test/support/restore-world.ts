import { createVirtualClock, type VirtualClock } from '../../src/base/virtual-clock.ts';
import { createFakePacketSocket, type FakePacketSocket } from '../../src/host/fake-packet-socket.ts';
import { formatIp, parseIp } from '../../src/neighbor/ip.ts';
import type { AddressMessage } from '../../src/netlink/codec/ifaddrmsg.ts';
import type { LinkMessage } from '../../src/netlink/codec/ifinfomsg.ts';
import { addressMessage, linkMessage } from '../../src/netlink/fake-messages.ts';
import { createFakeNeighborTable, type FakeNeighborTable } from '../../src/netlink/fake-neighbor-table.ts';
import { FakeRequestSockets } from '../../src/netlink/fake-socket.ts';
import type { Disturbed } from '../../src/netlink/interface-watch.ts';
import { readInterfaces } from '../../src/netlink/interfaces.ts';
import { createRequestChannel } from '../../src/netlink/request-channel.ts';
import { createRequester } from '../../src/netlink/requester.ts';
import { type RestoreOutcome, restoreNeighbors } from '../../src/sync/restore.ts';
import { planRestore } from '../../src/sync/restore-plan.ts';
import { turnTo } from './turn.ts';

const LOCAL_MAC = Uint8Array.of(2, 0, 0, 0, 1, 0xa);
const DOWN_FLAGS = 0x1003;
const BUDGET_MS = 110_000;

/** The real restore over the real requester, with fake sockets, on virtual time that begins at 1 s. */
export class RestoreWorld {
  readonly clock: VirtualClock = createVirtualClock(1_000);
  readonly links = new Map<number, LinkMessage>();
  readonly addresses: AddressMessage[] = [];
  readonly table: FakeNeighborTable = createFakeNeighborTable(() => [...this.links.values()]);
  readonly packets: FakePacketSocket = createFakePacketSocket((ifindex) => this.links.has(ifindex));
  readonly sockets = new FakeRequestSockets({
    links: () => [...this.links.values()],
    neighbors: this.table.entries,
    addresses: () => this.addresses,
    addNeighbor: this.table.add,
  });
  readonly vlans = new Set<string>();
  readonly lags = new Set<string>();
  readonly interrupt = new AbortController();
  /** The outcome, once it has ended. */
  outcome: RestoreOutcome | undefined;
  #listener: (disturbed: Disturbed) => void = () => {};

  /** An interface that is up, or not. */
  link(ifindex: number, name: string, isUp = true): void {
    const link = { ...linkMessage(ifindex, name, undefined), address: LOCAL_MAC };
    this.links.set(ifindex, isUp ? link : { ...link, flags: DOWN_FLAGS, carrier: 0 });
    if (!isUp) this.table.flush(ifindex);
    this.#listener(new Set(isUp ? [] : [ifindex]));
  }

  address(ifindex: number, ip: string, prefixLength = 24, flags = 0): void {
    this.addresses.push(addressMessage(ifindex, parseIp(ip) ?? new Uint8Array(4), prefixLength, flags));
    this.#listener(new Set());
  }

  /** Events were lost. */
  overrun(): void {
    this.#listener('all');
  }

  isOver(): boolean {
    return this.outcome !== undefined;
  }

  /** Starts to restore rows `<interface>:<ip>`; the MAC of row n is 02:00:00:00:00:n. */
  start(...keys: readonly string[]): void {
    const rows = keys.map((key, index) => ({
      key,
      neigh: `02:00:00:00:${hex(index >> 8)}:${hex(index & 0xff)}`,
      family: /:.*:/.test(key) ? 'IPv6' : 'IPv4',
    }));
    const channel = createRequestChannel({ openSocket: this.sockets.open, clock: this.clock });
    const requester = createRequester({ onDecodeFailure: () => {}, channel });
    const run = restoreNeighbors(
      {
        groups: planRestore(rows).groups,
        deadlineMs: this.clock.monotonicMs() + BUDGET_MS,
        onProgress: (counts) => void counts(),
      },
      {
        readInterfaces: (signal) => readInterfaces(requester, signal),
        members: () => ({ vlans: this.vlans, lags: this.lags }),
        onChange: (listener) => {
          this.#listener = listener;
          return { [Symbol.dispose]: () => {} };
        },
        addNeighbors: requester.addNeighbors,
        sendPackets: this.packets.send,
        clock: this.clock,
      },
      this.interrupt.signal,
    );
    void run.then((outcome) => {
      this.outcome = outcome;
    });
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const endMs = this.clock.monotonicMs() + ms;
    // The kernel answers in turns of the event loop, which need no time: small steps, so that none overtakes it.
    while (this.clock.monotonicMs() < endMs) {
      await turnTo(this.clock, Math.min(endMs, this.clock.monotonicMs() + 10));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What the kernel has, as `<ifindex>/<ip> <last byte of the MAC> <state>`. */
  kernel(): readonly string[] {
    return this.table
      .entries()
      .map(({ ifindex, dst, lladdr, state }) => `${ifindex}/${dst && formatIp(dst)} ${lladdr?.[5]} ${state}`)
      .sort();
  }

  /** The targets of all packets. */
  asked(): readonly string[] {
    return this.packets.sent
      .map(({ payload }) => formatIp(payload.length === 28 ? payload.slice(24) : payload.slice(48, 64)))
      .sort();
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
