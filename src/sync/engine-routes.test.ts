import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, ip, mac, POLICY, type World, world } from '../../test/support/sync-world.ts';
import { until } from '../../test/support/until.ts';
import { NO_FACTS } from '../neighbor/policy.ts';
import { NTF_EXT_LEARNED, NUD_NOARP, NUD_PROBE, NUD_REACHABLE, NUD_STALE } from '../netlink/codec/neighbour.ts';

const KEY = 'Ethernet0:10.0.0.1';
const VRF_RED = 20;
const VRF_ENTRY = { lladdr: mac(1) };

function enableEvpn({ engine }: World): void {
  engine.setPolicy({ ...POLICY, facts: { ...NO_FACTS, evpn: true } }, 0);
}

test('EVPN: the host route in the VRF goes before the row of a neighbor that changed, and only then', async () => {
  await using made = await world((kernel) => {
    kernel.putLink(VRF_RED, 'Vrf-red');
    kernel.putLink(ETHERNET0, 'Ethernet0', VRF_RED);
    kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
  });
  enableEvpn(made);
  await made.settled();
  assert.deepEqual(made.table.log, [`set ${KEY}`], 'what stands at the start is no change');
  made.table.log.length = 0;

  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(2) });
  await made.settled();
  assert.deepEqual(made.table.log.splice(0), ['route Vrf-red:10.0.0.1', `set ${KEY}`]);

  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(2), state: NUD_STALE });
  await made.settled();
  assert.deepEqual(made.table.log, [], 'a state that means the same is no move');

  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(2), flags: NTF_EXT_LEARNED });
  await made.settled();
  assert.deepEqual(
    made.table.log.splice(0),
    ['route Vrf-red:10.0.0.1'],
    'it is now learned elsewhere, the row is right',
  );

  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(2), flags: NTF_EXT_LEARNED, state: NUD_NOARP });
  await made.settled();
  assert.deepEqual(made.table.log.splice(0), ['route Vrf-red:10.0.0.1']);

  made.engine.onKernelEvent({ kind: 'overrun' });
  await made.settled();
  assert.deepEqual(made.table.log, [], 'a resync removes no route');

  const flags = { flags: NTF_EXT_LEARNED, state: NUD_NOARP };
  made.kernel.quietly(() => made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(3), ...flags }));
  made.engine.onKernelEvent({ kind: 'overrun' });
  await made.settled();
  assert.deepEqual(made.table.log.splice(0), [`set ${KEY}`], 'nor does one that finds a change');

  made.kernel.putLink(ETHERNET0, 'Ethernet0');
  await made.settled();
  assert.deepEqual(made.table.log, [], 'in no VRF there is no host route');
  made.kernel.putLink(ETHERNET0, 'Ethernet0', VRF_RED);
  await made.settled();
  assert.deepEqual(made.table.log.splice(0), ['route Vrf-red:10.0.0.1']);
});

/** EVPN, with a neighbor that has its row already on an interface in a VRF. */
async function inVrf(): Promise<World> {
  const made = await world((kernel, table) => {
    kernel.putLink(VRF_RED, 'Vrf-red');
    kernel.putLink(ETHERNET0, 'Ethernet0', VRF_RED);
    kernel.putNeighbor(ETHERNET0, ip(1), VRF_ENTRY);
    table.put(KEY, '02:00:00:00:00:01');
  });
  enableEvpn(made);
  await made.settled();
  assert.deepEqual(made.table.log, []);
  return made;
}

test('EVPN: the host route stays when the database is read anew while the neighbor changes its state only', async () => {
  await using made = await inVrf();
  made.engine.tableReachable(false);
  made.table.refuseReading = true;
  made.engine.tableReachable(true);
  await until('a reading has failed', () => made.reports.some(({ kind }) => kind === 'failed'));
  made.kernel.putNeighbor(ETHERNET0, ip(1), { ...VRF_ENTRY, state: NUD_STALE });
  made.kernel.deliver();
  made.table.refuseReading = false;
  await made.settled();
  assert.deepEqual(made.table.log, []);
});

test('EVPN: the host route goes for a neighbor that went and came back before its row was written', async () => {
  await using made = await inVrf();
  made.kernel.deleteNeighbor(ETHERNET0, ip(1));
  made.kernel.putNeighbor(ETHERNET0, ip(1), VRF_ENTRY);
  await made.settled();
  assert.deepEqual(made.table.log, ['route Vrf-red:10.0.0.1']);
});

test('EVPN: a move that the kernel still probes removes the host route once the neighbor has answered', async () => {
  await using made = await inVrf();
  made.kernel.putNeighbor(ETHERNET0, ip(1), { ...VRF_ENTRY, flags: NTF_EXT_LEARNED, state: NUD_NOARP });
  await made.settled();
  assert.deepEqual(made.table.log.splice(0), ['route Vrf-red:10.0.0.1']);
  made.kernel.putNeighbor(ETHERNET0, ip(1), { ...VRF_ENTRY, state: NUD_PROBE });
  await made.settled();
  assert.deepEqual(made.table.log, []);
  made.kernel.putNeighbor(ETHERNET0, ip(1), { ...VRF_ENTRY, state: NUD_REACHABLE });
  await made.settled();
  assert.deepEqual(made.table.log.splice(0), ['route Vrf-red:10.0.0.1']);
  made.kernel.putNeighbor(ETHERNET0, ip(1), { ...VRF_ENTRY, state: NUD_PROBE });
  made.kernel.putNeighbor(ETHERNET0, ip(1), { ...VRF_ENTRY, state: NUD_REACHABLE });
  await made.settled();
  assert.deepEqual(made.table.log, [], 'a probe without a move is none');
});

test('EVPN: the host route stays when its neighbor has gone before the removal was sent', async () => {
  await using made = await inVrf();
  made.engine.tableReachable(false);
  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(2) });
  made.kernel.deliver();
  made.kernel.deleteNeighbor(ETHERNET0, ip(1));
  made.kernel.deliver();
  made.engine.tableReachable(true);
  await made.settled();
  assert.deepEqual(made.table.log, [`delete ${KEY}`]);
});

test('EVPN: a resync that finds the interface in a VRF removes no host route', async () => {
  await using made = await world((kernel) => {
    kernel.putLink(VRF_RED, 'Vrf-red');
    kernel.putNeighbor(ETHERNET0, ip(1), VRF_ENTRY);
  });
  enableEvpn(made);
  await made.settled();
  made.table.log.length = 0;
  made.kernel.quietly(() => made.kernel.putLink(ETHERNET0, 'Ethernet0', VRF_RED));
  made.engine.onKernelEvent({ kind: 'overrun' });
  await made.settled();
  assert.deepEqual(made.table.log, []);
});

test('EVPN: a row that waits for its host route to go is not written if its interface ceases to be ours meanwhile', async () => {
  await using made = await world((kernel) => {
    kernel.putLink(VRF_RED, 'Vrf-red');
    kernel.putLink(ETHERNET0, 'Ethernet0', VRF_RED);
  });
  enableEvpn(made);
  await made.settled();
  const { removeHostRoutes } = made.table.sink;
  made.table.sink.removeHostRoutes = async (routes) => {
    made.engine.setPolicy({ ...POLICY, interfaces: ['Vlan*'] }, 0);
    await removeHostRoutes(routes);
  };
  made.kernel.putNeighbor(ETHERNET0, ip(1), VRF_ENTRY);
  await made.settled();
  assert.deepEqual(made.table.log, ['route Vrf-red:10.0.0.1']);
});
