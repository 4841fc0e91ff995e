import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ETHERNET0, ETHERNET4, image, ip, mac, rowsOf, type World, world } from '../../test/support/sync-world.ts';
import {
  NTF_EXT_LEARNED,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_STALE,
} from '../netlink/codec/neighbour.ts';

type Step = (made: World) => void | Promise<void>;

const ifindex = fc.constantFrom(ETHERNET0, ETHERNET4, 7);
const address = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map(ip),
  fc.integer({ min: 1, max: 3 }).map((last) => Uint8Array.of(0xfe, 0x80, ...new Array(13).fill(0), last)),
);
const lladdr = fc.option(fc.constantFrom(mac(1), mac(2), mac(0xff), new Uint8Array(6), Uint8Array.of(1, 2, 3, 4)), {
  nil: undefined,
});
const state = fc.constantFrom(NUD_STALE, NUD_STALE, NUD_PERMANENT, NUD_FAILED, NUD_INCOMPLETE, NUD_NOARP);
const flags = fc.constantFrom(0, NTF_EXT_LEARNED);

const put: fc.Arbitrary<Step> = fc.record({ ifindex, address, lladdr, state, flags }).map((entry) => ({ kernel }) => {
  const { lladdr: bytes, state: nud, flags: ntf } = entry;
  kernel.putNeighbor(entry.ifindex, entry.address, { state: nud, flags: ntf, ...(bytes ? { lladdr: bytes } : {}) });
});
const remove: fc.Arbitrary<Step> = fc.tuple(ifindex, address).map(
  ([link, dst]) =>
    ({ kernel }) =>
      kernel.deleteNeighbor(link, dst),
);
const link: fc.Arbitrary<Step> = fc
  .tuple(ifindex, fc.constantFrom('Ethernet0', 'Ethernet4', 'Ethernet8', 'lo'))
  .map(([index, name]) => ({ kernel }) => {
    const taken = [ETHERNET0, ETHERNET4, 7].some((other) => other !== index && kernel.linkName(other) === name);
    if (!taken) kernel.putLink(index, name);
  });
const unlink: fc.Arbitrary<Step> = ifindex.map(
  (index) =>
    ({ kernel }) =>
      kernel.deleteLink(index),
);
const deliver: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 8 }).map(
  (limit) =>
    ({ kernel }) =>
      kernel.deliver(limit),
);
const breathe: fc.Arbitrary<Step> = fc.constant(() => new Promise<void>((resolve) => setImmediate(resolve)));
const fault: fc.Arbitrary<Step> = fc
  .constantFrom('interruptedDumps', 'brokenDumps', 'forgetfulDumps')
  .map((name) => ({ kernel }) => {
    kernel.faults[name]++;
  });
const failure: fc.Arbitrary<Step> = fc.constantFrom('lost', 'unanswered').map((kind) => ({ table }) => {
  table.failures.push(kind as 'lost');
});
const outage: fc.Arbitrary<Step> = fc.boolean().map((wiped) => ({ engine, table }) => {
  engine.tableReachable(false);
  if (wiped) table.rows.clear();
  engine.tableReachable(true);
});
const disturbedResync: fc.Arbitrary<Step> = fc
  .array(fc.oneof(put, remove), { maxLength: 6 })
  .map((disturbances) => (made) => {
    made.kernel.duringDump = () => {
      made.kernel.duringDump = () => {};
      for (const disturb of disturbances) void disturb(made);
    };
    made.engine.onKernelEvent({ kind: 'overrun' });
  });
const changes = fc.oneof(
  { weight: 12, arbitrary: put },
  { weight: 5, arbitrary: remove },
  { weight: 2, arbitrary: link },
  { weight: 1, arbitrary: unlink },
  { weight: 6, arbitrary: deliver },
  { weight: 4, arbitrary: breathe },
  { weight: 1, arbitrary: fault },
  { weight: 1, arbitrary: failure },
  { weight: 1, arbitrary: outage },
  { weight: 2, arbitrary: disturbedResync },
);

test('whatever happens in whatever order, the table ends as the policy has it of the kernel', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 30 }),
      fc.array(changes, { maxLength: 120 }),
      async (capacity, steps) => {
        await using made = await world(() => {}, { capacity, graceMs: 0 });
        for (const step of steps) await step(made);
        await made.settled();
        assert.deepEqual(sorted(rowsOf(made.table)), sorted(image(made.kernel)));
      },
    ),
    { numRuns: 60 },
  );
});

test('and no live row is ever deleted by a resync alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3 }), async (count, forgetful) => {
      await using made = await world();
      for (let last = 1; last <= count; last++) made.kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(1) });
      await made.settled();
      made.kernel.faults.forgetfulDumps = forgetful;
      made.engine.onKernelEvent({ kind: 'overrun' });
      await made.settled();
      assert.ok(made.table.writes.every(({ kind }) => kind === 'set'));
    }),
    { numRuns: 15 },
  );
});

function sorted(rows: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...rows].sort();
}
