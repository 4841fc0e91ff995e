import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { play } from '../../test/support/random/drive.ts';
import { beginning, checkSeeded } from '../../test/support/random/replay.ts';
import { schedule } from '../../test/support/random/steps.ts';
import { ETHERNET0, ip, mac, world } from '../../test/support/sync-world.ts';

test('whatever happens in whatever order, each write can be right, and the table ends as the policy has it of the kernel', async () => {
  await checkSeeded('src/sync/engine.property.test.ts', beginning(20_260_101, 150), fc.asyncProperty(schedule, play));
});

test('and no live row is ever deleted by a resync alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3 }), async (count, forgetful) => {
      await using made = await world();
      for (let last = 1; last <= count; last++) made.kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
      await made.settled();
      made.kernel.faults.forgetfulDumps = forgetful;
      made.engine.onKernelEvent({ kind: 'overrun' });
      await made.settled();
      assert.ok(made.table.writes.every(({ kind }) => kind === 'set'));
    }),
    { numRuns: 15 },
  );
});
