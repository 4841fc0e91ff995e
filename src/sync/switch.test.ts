import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, ip, mac, POLICY, rowsOf, type World, world } from '../../test/support/sync-world.ts';
import { turnTo } from '../../test/support/turn.ts';
import { until } from '../../test/support/until.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';
import { NO_FACTS, type SwitchFacts } from '../neighbor/policy.ts';
import { NUD_FAILED, NUD_INCOMPLETE, NUD_PROBE, NUD_REACHABLE } from '../netlink/codec/neighbour.ts';

const KEY = 'Ethernet0:10.0.0.1';
const ZERO = '00:00:00:00:00:00';
const GRACE_MS = 50;

const ipv6 = (last: number): Uint8Array =>
  Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(11).fill(0), last);

function configure({ engine }: World, facts: Partial<SwitchFacts>): void {
  engine.setPolicy({ ...POLICY, facts: { ...NO_FACTS, ...facts } }, GRACE_MS);
}

test('dual ToR: a neighbor that fails gets a zero MAC, and a change of PEER_SWITCH judges those known already', async () => {
  await using made = await world((kernel) => {
    kernel.putNeighbor(ETHERNET0, ip(1), { state: NUD_FAILED });
    kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2) });
  });
  configure(made, { dualTor: true });
  await made.settled();
  assert.equal(rowsOf(made.table).get(KEY), ZERO);
  made.kernel.putNeighbor(ETHERNET0, ip(2), { state: NUD_FAILED });
  await made.settled();
  assert.equal(rowsOf(made.table).get('Ethernet0:10.0.0.2'), ZERO);
  configure(made, { dualTor: false });
  await made.settled();
  assert.equal(made.table.rows.size, 0);
});

test('dual ToR: a delete before the zero MAC is not swallowed; without one there is none', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }));
  configure(made, { dualTor: true });
  made.kernel.putNeighbor(ETHERNET0, ip(1), { state: NUD_FAILED });
  await made.settled();
  assert.deepEqual(made.table.log.slice(1), [`set ${KEY}`]);
  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) });
  await made.settled();
  made.table.log.length = 0;
  made.kernel.deleteNeighbor(ETHERNET0, ip(1));
  made.kernel.putNeighbor(ETHERNET0, ip(1), { state: NUD_FAILED });
  await made.settled();
  assert.deepEqual(made.table.log, [`delete ${KEY}`, `set_when_consumed ${KEY}`]);
  assert.equal(rowsOf(made.table).get(KEY), ZERO);
});

test('dual ToR: a new INCOMPLETE waits 3 s for its MAC, one that had a MAC does not', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(2) }));
  configure(made, { dualTor: true });
  const startMs = performance.now();
  made.kernel.putNeighbor(ETHERNET0, ip(1), { state: NUD_INCOMPLETE });
  made.kernel.putNeighbor(ETHERNET0, ip(2), { state: NUD_INCOMPLETE });
  await made.settled();
  assert.deepEqual(rowsOf(made.table), new Map([['Ethernet0:10.0.0.2', ZERO]]));
  await until('the wait is over', () => made.table.rows.size === 2);
  assert.ok(performance.now() - startMs >= 2_900, 'it did not wait');
  assert.equal(rowsOf(made.table).get(KEY), ZERO);
});

test('dual ToR: the wait ends although its end cannot be told from now by the numbers of the clock', async () => {
  const startMs = 1098.15;
  assert.ok(startMs + 3_000 - startMs < 3_000, 'no such number');
  const clock = createVirtualClock(startMs);
  await using made = await world(() => {}, { clock });
  configure(made, { dualTor: true });
  made.kernel.putNeighbor(ETHERNET0, ip(1), { state: NUD_INCOMPLETE });
  made.kernel.deliver();
  await turnTo(clock, startMs + 3_002);
  assert.equal(rowsOf(made.table).get(KEY), ZERO);
});

test('EVPN: a probe leaves the row as it is, and the row goes when the neighbor does', async () => {
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1) }));
  configure(made, { evpn: true });
  made.kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(9), state: NUD_PROBE });
  await made.settled();
  assert.equal(rowsOf(made.table).get(KEY), '02:00:00:00:00:01');
  made.kernel.deleteNeighbor(ETHERNET0, ip(1));
  await made.settled();
  assert.equal(made.table.rows.size, 0);
});

test('link-local: enabling it publishes those known already, disabling keeps their rows for the grace, counted', async () => {
  const linkLocal = Uint8Array.of(0xfe, 0x80, ...new Array<number>(13).fill(0), 1);
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, linkLocal, { lladdr: mac(1) }));
  assert.equal(made.table.rows.size, 0);
  configure(made, { linkLocalInterfaces: new Set(['Ethernet0']) });
  await made.settled();
  assert.deepEqual([...made.table.rows.keys()], ['Ethernet0:fe80::1']);

  configure(made, {});
  const [keep] = made.engine.status().keeps;
  assert.equal(keep?.reason, 'link_local_disabled');
  assert.equal(keep.rows, 1);
  assert.equal(made.table.rows.size, 1);
  await until('the grace is over', () => made.table.rows.size === 0);
  assert.deepEqual(made.engine.status().keeps, []);
});

test('link-local: enabled again within the grace, nothing is written', async () => {
  const linkLocal = Uint8Array.of(0xfe, 0x80, ...new Array<number>(13).fill(0), 1);
  await using made = await world((kernel) => kernel.putNeighbor(ETHERNET0, linkLocal, { lladdr: mac(1) }));
  configure(made, { linkLocalInterfaces: new Set(['Ethernet0']) });
  await made.settled();
  const writes = made.table.writes.length;
  configure(made, {});
  configure(made, { linkLocalInterfaces: new Set(['Ethernet0']) });
  await new Promise((resolve) => setTimeout(resolve, 150));
  await made.settled();
  assert.equal(made.table.writes.length, writes);
});

test('interfaces that become ours are compared with what the database has for them', async () => {
  await using made = await world((kernel) =>
    kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(1), state: NUD_REACHABLE }),
  );
  made.engine.setPolicy({ ...POLICY, interfaces: ['Vlan*'] }, GRACE_MS);
  await made.settled();
  assert.equal(made.table.rows.size, 1, 'rows that are no longer ours stay');
  made.table.put('Ethernet0:10.0.0.9', '02:00:00:00:00:09');
  made.engine.setPolicy({ ...POLICY, interfaces: [] }, GRACE_MS);
  await until('the row without a neighbor goes', () => made.table.rows.size === 1);
  assert.equal(rowsOf(made.table).get(KEY), '02:00:00:00:00:01');
});

test('what the kernel says at the moment when interfaces cease to be ours is not written any more', async () => {
  await using made = await world((kernel) => {
    for (const last of [1, 2, 3]) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  });
  const writes = made.table.writes.length;
  made.kernel.deleteNeighbor(ETHERNET0, ip(1));
  made.kernel.putNeighbor(ETHERNET0, ip(2), { lladdr: mac(9) });
  made.engine.setPolicy({ ...POLICY, interfaces: ['Vlan*'] }, GRACE_MS);
  made.kernel.deliver();
  await made.settled();
  assert.deepEqual(made.table.writes.slice(writes), []);
});

test('NEIGH_FAILED_TABLE: failed IPv6 neighbors, until they answer or go, and only where it is wanted', async () => {
  await using made = await world((kernel, table) => {
    table.failed.push('Ethernet0:2001:db8::8', 'Ethernet0:2001:db8::9');
    kernel.putNeighbor(ETHERNET0, ipv6(8), { state: NUD_FAILED });
    kernel.putNeighbor(ETHERNET0, ipv6(1), { lladdr: mac(1) });
  });
  assert.deepEqual(failures(made), []);
  const facts = { ...NO_FACTS, dualTor: true };
  made.engine.setPolicy({ ...POLICY, facts, failedTable: true }, GRACE_MS);
  await until('the row of a neighbor that is gone goes', () => failures(made).length > 0);
  await made.settled();
  assert.deepEqual(failures(made), ['failed delete Ethernet0:2001:db8::9']);

  made.table.log.length = 0;
  made.kernel.putNeighbor(ETHERNET0, ipv6(1), { state: NUD_FAILED });
  made.kernel.putNeighbor(ETHERNET0, ip(2), { state: NUD_FAILED });
  await made.settled();
  assert.deepEqual(failures(made), ['failed set_key Ethernet0:2001:db8::1']);

  made.kernel.putNeighbor(ETHERNET0, ipv6(1), { state: NUD_INCOMPLETE });
  await made.settled();
  assert.equal(failures(made).length, 1, 'it stays while the kernel tries again');
  await new Promise((resolve) => setTimeout(resolve, 3_200));
  await made.settled();
  assert.equal(failures(made).length, 1, 'also for long');
  made.kernel.putNeighbor(ETHERNET0, ipv6(1), { lladdr: mac(1) });
  made.kernel.deleteNeighbor(ETHERNET0, ipv6(8));
  await made.settled();
  assert.deepEqual(failures(made).slice(1).sort(), [
    'failed delete Ethernet0:2001:db8::1',
    'failed delete Ethernet0:2001:db8::8',
  ]);
});

test('NEIGH_FAILED_TABLE: keys that no neighbor can have, and those of interfaces that are not ours, are left alone', async () => {
  await using made = await world((_, table) => {
    table.failed.push('Ethernet0:junk', 'lo:2001:db8::1', 'Vlan9:2001:db8::1', 'Ethernet0:2001:db8::9');
  });
  const facts = { ...NO_FACTS, dualTor: true };
  made.engine.setPolicy({ ...POLICY, interfaces: ['Ethernet*'], facts, failedTable: true }, GRACE_MS);
  await until('the row of a neighbor that is gone goes', () => failures(made).length > 0);
  await made.settled();
  assert.deepEqual(failures(made), ['failed delete Ethernet0:2001:db8::9']);
});

function failures({ table }: World): readonly string[] {
  return table.log.filter((line) => line.startsWith('failed'));
}
