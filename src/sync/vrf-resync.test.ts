import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ETHERNET0,
  ETHERNET4,
  image,
  ip,
  mac,
  POLICY,
  rowsOf,
  type World,
  world,
} from '../../test/support/sync-world.ts';
import { until } from '../../test/support/until.ts';
import { BLUE, putVrfs, RED } from '../../test/support/vrf-world.ts';
import type { PolicyConfig } from '../neighbor/policy.ts';
import type { FakeKernel } from '../netlink/fake-kernel.ts';

function furnish(kernel: FakeKernel): void {
  putVrfs(kernel);
  for (const last of [1, 2, 3]) {
    kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
    kernel.putNeighbor(ETHERNET4, ip(last), { lladdr: mac(last) });
    kernel.putNeighbor(4, ip(last + 10), { lladdr: mac(last) });
  }
}

/** In every VRF one neighbor has come and one has gone, and nobody has told us. */
function missed({ kernel }: World): void {
  kernel.quietly(() => {
    for (const [ifindex, gone] of [
      [ETHERNET0, 1],
      [ETHERNET4, 1],
      [4, 11],
    ] as const) {
      kernel.putNeighbor(ifindex, ip(99), { lladdr: mac(99) });
      kernel.deleteNeighbor(ifindex, ip(gone));
    }
  });
}

const keysOn = ({ table }: World, name: string): readonly string[] =>
  [...table.rows.keys()]
    .filter((key) => key.startsWith(`${name}:`))
    .map((key) => key.slice(name.length + 1))
    .sort();

async function resynced(made: World, name: string): Promise<void> {
  const before = made.engine.status().counters.vrfResyncs;
  assert.equal(made.engine.resyncVrf(name), true);
  await until('it is read again', () => made.engine.status().counters.vrfResyncs > before);
  await made.settled();
}

const withVrf = (name: string, enabled: boolean): PolicyConfig => ({
  ...POLICY,
  vrfs: new Map([[name, { enabled, ipv4Enabled: true, ipv6Enabled: true }]]),
});

describe('a resync of a VRF', () => {
  test('finds what was missed in it, asks for that VRF alone, and leaves the others as they were', async () => {
    await using made = await world(furnish);
    missed(made);
    made.kernel.dumps.length = 0;
    await resynced(made, 'Vrf_red');
    assert.deepEqual(made.kernel.dumps, [{ ifindex: RED }, { master: RED }]);
    assert.deepEqual(keysOn(made, 'Ethernet0'), ['10.0.0.2', '10.0.0.3', '10.0.0.99']);
    assert.deepEqual(keysOn(made, 'Ethernet4'), ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    assert.ok(made.reports.some((report) => report.kind === 'vrf_synced' && report.vrf === 'Vrf_red'));
    assert.equal(made.engine.status().counters.confirmedAbsent, 1);
  });

  test('of the default one is a dump of everything, of which the rest is left out', async () => {
    await using made = await world(furnish);
    missed(made);
    made.kernel.dumps.length = 0;
    await resynced(made, 'default');
    assert.deepEqual(made.kernel.dumps, [{}]);
    assert.deepEqual(keysOn(made, 'Ethernet8'), ['10.0.0.12', '10.0.0.13', '10.0.0.99']);
    assert.deepEqual(keysOn(made, 'Ethernet0'), ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    assert.deepEqual(keysOn(made, 'Ethernet4'), ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
  });

  test('finds what is on a bond in it, on the ports of that, and on its own device', async () => {
    await using made = await world((kernel) => {
      furnish(kernel);
      kernel.putLink(20, 'PortChannel1', RED);
      kernel.putLink(21, 'Ethernet12', 20);
    });
    made.kernel.quietly(() => {
      for (const ifindex of [20, 21, RED]) made.kernel.putNeighbor(ifindex, ip(50), { lladdr: mac(50) });
    });
    await resynced(made, 'Vrf_red');
    for (const name of ['PortChannel1', 'Ethernet12', 'Vrf_red'])
      assert.deepEqual(keysOn(made, name), ['10.0.0.50'], name);
  });

  test('deletes nothing that is there, whatever its dump forgot', async () => {
    await using made = await world(furnish);
    made.kernel.faults.forgetfulDumps = 2;
    await resynced(made, 'Vrf_red');
    assert.deepEqual(keysOn(made, 'Ethernet0'), ['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    assert.deepEqual(
      made.table.writes.filter(({ kind }) => kind === 'delete'),
      [],
    );
    assert.ok(made.engine.status().counters.confirmedPresent > 0);
  });

  test('takes nothing for gone that has moved to the VRF meanwhile', async () => {
    await using made = await world(furnish);
    made.kernel.duringDump = () => made.kernel.putLink(ETHERNET4, 'Ethernet4', RED);
    await resynced(made, 'Vrf_red');
    assert.deepEqual(rowsOf(made.table), image(made.kernel));
  });

  test('is done again when its dump was interrupted, refused or broken', async () => {
    await using made = await world(furnish);
    missed(made);
    Object.assign(made.kernel.faults, { interruptedDumps: 1, refusedDumps: 1, brokenDumps: 1 });
    assert.equal(made.engine.resyncVrf('Vrf_red'), true);
    await until('it is told', () => made.reports.some(({ kind }) => kind === 'vrf_synced'));
    await made.settled();
    assert.deepEqual(keysOn(made, 'Ethernet0'), ['10.0.0.2', '10.0.0.3', '10.0.0.99']);
    assert.ok(made.reports.some((report) => report.kind === 'failed' && report.op === 'vrf'));
  });

  test('comes to an end although each of its dumps is interrupted', async () => {
    await using made = await world(furnish);
    made.kernel.faults.interruptedDumps = 1_000;
    assert.equal(made.engine.resyncVrf('Vrf_red'), true);
    await until('it is given up', () => made.reports.some(({ kind }) => kind === 'vrf_synced'));
  });

  test('of one that there is not is none', async () => {
    await using made = await world(furnish);
    made.kernel.dumps.length = 0;
    assert.equal(made.engine.resyncVrf('Vrf_green'), false);
    await made.settled();
    assert.deepEqual(made.kernel.dumps, []);
  });

  test('of many at once is one dump of everything', async () => {
    await using made = await world((kernel) => {
      furnish(kernel);
      for (let last = 0; last < 20; last++) kernel.putVrf(100 + last, `Vrf${last}`, 2000 + last);
    });
    made.kernel.dumps.length = 0;
    const before = made.engine.status().counters.kernelResyncs;
    for (let last = 0; last < 20; last++) made.engine.resyncVrf(`Vrf${last}`);
    await until('all is read', () => made.engine.status().counters.kernelResyncs > before);
    assert.deepEqual(made.kernel.dumps, [{}]);
  });
});

describe('a VRF that configuration enables', () => {
  test('is read again, and what was missed while it was disabled has rows', async () => {
    await using made = await world(furnish);
    made.engine.setPolicy(withVrf('Vrf_red', false), 0);
    await made.settled();
    assert.deepEqual(keysOn(made, 'Ethernet0'), []);
    missed(made);
    made.kernel.dumps.length = 0;
    made.engine.setPolicy(withVrf('Vrf_red', true), 0);
    await until('it is told', () => made.reports.some(({ kind }) => kind === 'vrf_synced'));
    await made.settled();
    assert.deepEqual(keysOn(made, 'Ethernet0'), ['10.0.0.2', '10.0.0.3', '10.0.0.99']);
    assert.deepEqual(made.kernel.dumps, [{ ifindex: RED }, { master: RED }]);
  });

  test('is the only one: disabling one, and families for all, ask the kernel nothing', async () => {
    await using made = await world(furnish);
    made.kernel.dumps.length = 0;
    for (const policy of [
      withVrf('Vrf_red', false),
      { ...withVrf('Vrf_red', false), ipv6Enabled: false },
      withVrf('Vrf_red', false),
    ]) {
      made.engine.setPolicy(policy, 0);
      await made.settled();
    }
    assert.deepEqual(made.kernel.dumps, []);
  });
});

test('the VRFs that there are can be listed, and follow the kernel', async () => {
  await using made = await world(furnish);
  const listed = () =>
    made.engine.vrfs().map(({ name, tableId, interfaces }) => `${name} ${tableId}: ${interfaces.join(' ')}`);
  assert.deepEqual(listed(), [
    'default 0: Ethernet8',
    'Vrf_red 1001: Ethernet0 Vrf_red',
    'Vrf_blue 1002: Ethernet4 Vrf_blue',
  ]);
  made.kernel.putLink(ETHERNET0, 'Ethernet0', BLUE);
  made.kernel.deleteLink(RED);
  await made.settled();
  assert.deepEqual(listed(), ['default 0: Ethernet8', 'Vrf_blue 1002: Ethernet0 Ethernet4 Vrf_blue']);
});
