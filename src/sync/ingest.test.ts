import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, ip, mac, rowsOf, world } from '../../test/support/sync-world.ts';
import { joinBytes } from '../netlink/codec/bytes.ts';
import { AF_INET, encodeNeigh, RTM_NEWNEIGH } from '../netlink/codec/ndmsg.ts';
import { NUD_REACHABLE } from '../netlink/codec/neighbour.ts';
import { encodeMessage } from '../netlink/codec/nlmsghdr.ts';
import { NO_ATTRIBUTES } from '../netlink/codec/rtattr.ts';

test('every message of a datagram is taken, and what is damaged behind them is counted', async () => {
  await using made = await world();
  const { engine, table } = made;
  const stub = Uint8Array.of(200, 0, 0, 0);
  const bytes = joinBytes(newNeighbor(1), newNeighbor(2), newNeighbor(3), stub);
  engine.onKernelEvent({ kind: 'datagram', bytes, stampMs: 0 });
  engine.onKernelEvent({ kind: 'drained' });
  await made.settled();
  assert.deepEqual(
    [...rowsOf(table).keys()].sort(),
    [1, 2, 3].map((last) => `Ethernet0:10.0.0.${last}`),
  );
  const { decodeFailures } = engine.status().counters;
  assert.equal(
    [...decodeFailures.values()].reduce((sum, count) => sum + count, 0),
    1,
  );
  assert.equal(decodeFailures.get('short_header'), 1);
});

function newNeighbor(last: number): Uint8Array {
  const about = {
    kind: 'neigh',
    family: AF_INET,
    ifindex: ETHERNET0,
    state: NUD_REACHABLE,
    flags: 0,
    type: 1,
  } as const;
  const rest = { master: undefined, flagsExt: undefined, rest: NO_ATTRIBUTES };
  const payload = encodeNeigh({ ...about, ...rest, dst: ip(last), lladdr: mac(last) });
  return encodeMessage({ type: RTM_NEWNEIGH, flags: 0, seq: 0, pid: 0, payload });
}
