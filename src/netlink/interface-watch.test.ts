import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errnoError } from '../host/errno.ts';
import type { NetlinkSocket, Receipt } from '../host/netlink-socket.ts';
import { encodeAddress, RTM_DELADDR, RTM_NEWADDR } from './codec/ifaddrmsg.ts';
import { encodeLink, type LinkMessage, RTM_DELLINK, RTM_NEWLINK } from './codec/ifinfomsg.ts';
import { AF_BRIDGE } from './codec/ndmsg.ts';
import { addressMessage, linkMessage } from './fake-messages.ts';
import { datagram } from './fake-socket.ts';
import { type Disturbed, openInterfaceWatch } from './interface-watch.ts';

/** What a watch tells of events, and whether its socket is still watched. */
function told(...receipts: readonly Receipt[]): { readonly changes: readonly Disturbed[]; readonly watching: boolean } {
  const changes: Disturbed[] = [];
  const queue = receipts.map((receipt) => [receipt]);
  let readable = (): void => {};
  let watching = false;
  const socket: NetlinkSocket = {
    receiveBufferBytes: 0,
    bufferForced: true,
    strictCheck: true,
    send: () => assert.fail('it only listens'),
    receive: () => queue.shift() ?? [],
    watch: (onReadable) => {
      readable = onReadable;
      return {
        start: () => {
          watching = true;
        },
        stop: () => {
          watching = false;
        },
        close: () => {},
      };
    },
    [Symbol.dispose]: () => {},
  };
  using _watch = openInterfaceWatch({ onChange: (disturbed) => changes.push(disturbed), openSocket: () => socket });
  readable();
  return { changes, watching };
}

function link(type: number, ifindex: number, change: Partial<LinkMessage> = {}): Receipt {
  const payload = encodeLink({ ...linkMessage(ifindex, `Ethernet${ifindex}`, undefined), ...change });
  return datagram({ type, flags: 0, seq: 0, pid: 0, payload });
}

function address(type: number, ifindex: number): Receipt {
  const payload = encodeAddress(addressMessage(ifindex, Uint8Array.of(10, 0, 0, 1), 24));
  return datagram({ type, flags: 0, seq: 0, pid: 0, payload });
}

test('links that are down or gone, and those that lost an address, are disturbed', () => {
  const { changes, watching } = told(
    link(RTM_NEWLINK, 1),
    link(RTM_NEWLINK, 2, { flags: 0x1003 }),
    link(RTM_NEWLINK, 3, { flags: 0x1_1042 }),
    link(RTM_DELLINK, 4),
    link(RTM_DELLINK, 5, { family: AF_BRIDGE }),
    address(RTM_NEWADDR, 6),
    address(RTM_DELADDR, 7),
  );
  assert.deepEqual([changes, watching], [[new Set([2, 3, 4, 7])], true]);
});

test('after lost events all are', () => {
  for (const kind of ['overrun', 'truncated'] as const) {
    assert.deepEqual(told(link(RTM_NEWLINK, 1), { kind }), { changes: ['all'], watching: true });
  }
});

test('a socket that has failed is left alone', () => {
  const failed = told({ kind: 'failed', error: errnoError('netlink receive', 9) });
  assert.deepEqual(failed, { changes: ['all'], watching: false });
});
