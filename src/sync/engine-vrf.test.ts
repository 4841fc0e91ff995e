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
import { BLUE, putVrfs, RED } from '../../test/support/vrf-world.ts';
import { NO_FACTS, type PolicyConfig, type VrfRules } from '../neighbor/policy.ts';
import type { FakeKernel } from '../netlink/fake-kernel.ts';

const ON = { enabled: true, ipv4Enabled: true, ipv6Enabled: true };

function withVrfs(rules: Readonly<Record<string, Partial<VrfRules>>>): PolicyConfig {
  return { ...POLICY, vrfs: new Map(Object.entries(rules).map(([name, given]) => [name, { ...ON, ...given }])) };
}

const RED_OFF = withVrfs({ Vrf_red: { enabled: false } });

/** The same address in two VRFs, and another one in none. */
function furnish(kernel: FakeKernel): void {
  putVrfs(kernel);
  kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
  kernel.putNeighbor(ETHERNET4, ip(1), { lladdr: mac(2) });
  kernel.putNeighbor(4, ip(3), { lladdr: mac(3) });
}

const keys = ({ table }: World): readonly string[] => [...table.rows.keys()].sort();

async function apply({ engine, settled }: World, policy: PolicyConfig): Promise<void> {
  engine.setPolicy(policy, 0);
  await settled();
}

describe('a VRF that is disabled', () => {
  test('has no rows, the others keep theirs, and enabled again it has the same', async () => {
    await using made = await world(furnish);
    const before = rowsOf(made.table);
    assert.equal(before.size, 3);
    await apply(made, RED_OFF);
    assert.deepEqual(keys(made), ['Ethernet4:10.0.0.1', 'Ethernet8:10.0.0.3']);
    assert.deepEqual(rowsOf(made.table), image(made.kernel, RED_OFF));
    await apply(made, POLICY);
    assert.deepEqual(new Map([...rowsOf(made.table)].sort()), new Map([...before].sort()));
  });

  test('for one family has the rows of the other', async () => {
    const ip6 = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    await using made = await world((kernel) => {
      furnish(kernel);
      kernel.putNeighbor(ETHERNET0, ip6, { lladdr: mac(1) });
    });
    await apply(made, withVrfs({ Vrf_red: { ipv4Enabled: false } }));
    assert.deepEqual(keys(made), ['Ethernet0:2001:db8::1', 'Ethernet4:10.0.0.1', 'Ethernet8:10.0.0.3']);
    await apply(made, withVrfs({ Vrf_red: { ipv6Enabled: false } }));
    assert.deepEqual(keys(made), ['Ethernet0:10.0.0.1', 'Ethernet4:10.0.0.1', 'Ethernet8:10.0.0.3']);
  });

  test('may be the default one', async () => {
    await using made = await world(furnish);
    await apply(made, withVrfs({ default: { enabled: false } }));
    assert.deepEqual(keys(made), ['Ethernet0:10.0.0.1', 'Ethernet4:10.0.0.1']);
  });

  test('loses its rows without a neighbor, too, once the grace after the start has passed', async () => {
    await using made = await world(
      (kernel, table) => {
        furnish(kernel);
        table.put('Ethernet0:10.0.0.99', '02:00:00:00:00:63');
        table.put('Ethernet4:10.0.0.99', '02:00:00:00:00:63');
      },
      { graceMs: 50 },
    );
    await apply(made, RED_OFF);
    await new Promise<void>((resolve) => setTimeout(resolve, 60));
    made.engine.refresh();
    await made.settled();
    assert.deepEqual(keys(made), ['Ethernet4:10.0.0.1', 'Ethernet8:10.0.0.3']);
  });
});

describe('an interface', () => {
  test('that moves to a disabled VRF loses its rows, and has them again when it leaves', async () => {
    await using made = await world(furnish);
    await apply(made, RED_OFF);
    made.kernel.putLink(ETHERNET4, 'Ethernet4', RED);
    await made.settled();
    assert.deepEqual(keys(made), ['Ethernet8:10.0.0.3']);
    made.kernel.putLink(ETHERNET4, 'Ethernet4');
    made.kernel.putLink(ETHERNET0, 'Ethernet0', BLUE);
    await made.settled();
    assert.deepEqual(keys(made), ['Ethernet0:10.0.0.1', 'Ethernet4:10.0.0.1', 'Ethernet8:10.0.0.3']);
  });

  test('of a bond is in the VRF that the bond is in, also when that changes', async () => {
    await using made = await world((kernel) => {
      furnish(kernel);
      kernel.putLink(20, 'PortChannel1');
      kernel.putLink(4, 'Ethernet8', 20);
    });
    await apply(made, RED_OFF);
    assert.ok(keys(made).includes('Ethernet8:10.0.0.3'));
    made.kernel.putLink(20, 'PortChannel1', RED);
    await made.settled();
    assert.deepEqual(keys(made), ['Ethernet4:10.0.0.1']);
    made.kernel.putLink(20, 'PortChannel1', BLUE);
    await made.settled();
    assert.deepEqual(keys(made), ['Ethernet4:10.0.0.1', 'Ethernet8:10.0.0.3']);
  });

  test('that is told of before its VRF keeps its rows until it is known what that is', async () => {
    await using made = await world(furnish);
    await apply(made, withVrfs({ Vrf_new: { enabled: false }, default: { enabled: false } }));
    const { kernel, table, settled } = made;
    kernel.quietly(() => kernel.putVrf(30, 'Vrf_ok', 1030));
    kernel.putLink(ETHERNET0, 'Ethernet0', 30);
    await settled();
    assert.ok(table.rows.has('Ethernet0:10.0.0.1'));
    assert.equal(table.writes.filter(({ kind, key }) => kind === 'delete' && key === 'Ethernet0:10.0.0.1').length, 0);
    kernel.quietly(() => kernel.putVrf(31, 'Vrf_new', 1031));
    kernel.putLink(ETHERNET4, 'Ethernet4', 31);
    kernel.deliver();
    while (table.rows.has('Ethernet4:10.0.0.1')) await new Promise(setImmediate);
    assert.deepEqual(keys(made), ['Ethernet0:10.0.0.1']);
  });
});

describe('a VRF', () => {
  test('that is renamed goes by its new name', async () => {
    await using made = await world(furnish);
    await apply(made, RED_OFF);
    made.kernel.putVrf(RED, 'Vrf_green', 1001);
    await made.settled();
    assert.equal(made.table.rows.size, 3);
    made.kernel.putVrf(BLUE, 'Vrf_red', 1002);
    await made.settled();
    assert.deepEqual(keys(made), ['Ethernet0:10.0.0.1', 'Ethernet8:10.0.0.3']);
  });

  test('that is deleted releases its interfaces, and made anew with the same table has none', async () => {
    await using made = await world(furnish);
    await apply(made, RED_OFF);
    made.kernel.deleteLink(RED);
    await made.settled();
    assert.equal(made.table.rows.size, 3);
    made.kernel.putVrf(40, 'Vrf_red', 1001);
    await made.settled();
    assert.equal(made.table.rows.size, 3);
    made.kernel.putLink(ETHERNET0, 'Ethernet0', 40);
    await made.settled();
    assert.deepEqual(keys(made), ['Ethernet4:10.0.0.1', 'Ethernet8:10.0.0.3']);
  });

  test('that becomes known by a dump of the links is what its interfaces are judged by', async () => {
    await using made = await world(furnish);
    await apply(made, RED_OFF);
    made.kernel.quietly(() => {
      made.kernel.deleteLink(RED);
      made.kernel.putVrf(50, 'Vrf_red', 1001);
      made.kernel.putLink(4, 'Ethernet8', 50);
    });
    made.engine.onKernelEvent({ kind: 'overrun' });
    await made.settled();
    assert.deepEqual(keys(made), ['Ethernet0:10.0.0.1', 'Ethernet4:10.0.0.1']);
  });

  test('gives its name to the host route that goes before the row of a moved neighbor', async () => {
    await using made = await world(furnish);
    await apply(made, { ...POLICY, facts: { ...NO_FACTS, evpn: true } });
    made.table.log.length = 0;
    made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(9) });
    await made.settled();
    made.kernel.putNeighbor(ETHERNET4, ip(1), { lladdr: mac(8) });
    await made.settled();
    assert.deepEqual(made.table.log, [
      'route Vrf_red:10.0.0.1',
      'set Ethernet0:10.0.0.1',
      'route Vrf_blue:10.0.0.1',
      'set Ethernet4:10.0.0.1',
    ]);
  });
});

test('what is counted follows an interface to its new VRF', async () => {
  await using made = await world(furnish);
  const { kernel, engine, settled } = made;
  const census = (): readonly string[] =>
    engine
      .census()
      .map(({ vrf, entries }) => `${vrf} ${entries}`)
      .sort();
  const counts = (vrf: string) => engine.vrfCounts().get(vrf);
  assert.deepEqual(census(), ['Vrf_blue 1', 'Vrf_red 1', 'default 1']);
  const red = { ...counts('Vrf_red') };
  assert.equal(red.written, 1);
  kernel.putLink(ETHERNET0, 'Ethernet0', BLUE);
  await settled();
  kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2) });
  kernel.deleteNeighbor(ETHERNET0, ip(1));
  await settled();
  assert.deepEqual(census(), ['Vrf_blue 2', 'default 1']);
  assert.deepEqual(counts('Vrf_red'), red);
  assert.deepEqual([counts('Vrf_blue')?.written, counts('Vrf_blue')?.deleted], [2, 1]);
  kernel.deleteLink(ETHERNET0);
  await settled();
  assert.equal(counts('unknown')?.deleted, 1);
  const all = [...engine.vrfCounts().values()];
  const { processed, added, updated, deleted } = engine.status().counters;
  assert.equal(
    all.reduce((sum, one) => sum + one.processed, 0),
    processed,
  );
  assert.equal(
    all.reduce((sum, one) => sum + one.written, 0),
    added + updated,
  );
  assert.equal(
    all.reduce((sum, one) => sum + one.deleted, 0),
    deleted,
  );
});
