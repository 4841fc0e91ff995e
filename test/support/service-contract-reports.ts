import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigValue } from '../../src/service/reports.ts';
import type { NeighsyncService } from '../../src/service/service.ts';
import { type ContractSetup, find, NEIGHBORS, openWorld, refuses } from './contract-world.ts';
import { until } from './until.ts';

const NEVER = new AbortController().signal;
const LIVE = 'performance.batch_timeout_ms';

/** The cases of the contract that are about the daemon as a whole. */
export function reportCases(setup: ContractSetup): void {
  test('explains a neighbor with a row, and one without on each of its interfaces', async () => {
    await using world = await openWorld(setup);
    const { service } = world;
    await until('the row is there', async () => {
      const [one] = await service.explain({ ipAddress: '10.9.0.1' }, NEVER);
      return one?.database.row !== undefined;
    });
    const [one, ...more] = await service.explain({ ipAddress: '10.9.0.1' }, NEVER);
    assert.deepEqual([one?.interface, one?.verdict.kind, more.length], ['Ethernet0', 'row', 0]);
    assert.deepEqual(one?.database.row, { neigh: '02:00:00:00:09:01', family: 'IPv4' });
    assert.equal(one?.kernel?.state, 'PERMANENT');
    assert.ok(one?.history.some(({ what }) => what === 'kernel_changed'));
    const both = await service.explain({ ipAddress: 'fe80::9:1' }, NEVER);
    assert.deepEqual(
      both.map((each) => [each.interface, each.verdict.kind, each.verdict.rule]),
      [
        ['Ethernet0', 'absent', 'link_local'],
        ['Vlan10', 'absent', 'link_local'],
      ],
    );
  });

  test('explains a neighbor that is gone, and one that never was on the interface that is asked about', async () => {
    await using world = await openWorld(setup);
    await world.drop({ ipAddress: '10.9.0.2', interface: 'Ethernet0' });
    await until('it is gone', () => find(world.service, '10.9.0.2', 'Ethernet0') === undefined);
    const [gone] = await world.service.explain({ ipAddress: '10.9.0.2' }, NEVER);
    assert.deepEqual([gone?.interface, gone?.kernel, gone?.known], ['Ethernet0', undefined, undefined]);
    assert.equal(gone?.history.find(({ what }) => what.startsWith('kernel_'))?.what, 'kernel_gone');
    const [never] = await world.service.explain({ ipAddress: '10.9.0.77', interface: 'Vlan10' }, NEVER);
    assert.deepEqual([never?.interface, never?.kernel, never?.history], ['Vlan10', undefined, []]);
    assert.deepEqual(await world.service.explain({ ipAddress: '10.9.0.77' }, NEVER), []);
  });

  test('counts what it has', async () => {
    await using world = await openWorld(setup);
    const { total } = await world.service.list({}, NEVER);
    assert.ok(total >= NEIGHBORS.length);
    assert.equal(world.service.stats().totalNeighbors, total);
    assert.equal(world.service.status().neighbors, total);
    const health = world.service.health();
    assert.equal(health.isHealthy, health.status !== 'unhealthy');
    assert.ok(health.ready && world.service.status().ready);
    const report = await world.service.verify(NEVER);
    assert.equal(report.equal, report.differences.length === 0);
    for (const object of [await world.service.profile(), world.service.tuning()]) assert.equal(typeof object, 'object');
  });

  test('sets a key of the configuration, and takes it back', async () => {
    await using world = await openWorld(setup);
    const { service } = world;
    const before = valueAt(service, LIVE);
    assert.ok(before.live && before.value !== 123);
    assert.deepEqual(service.configure({ [LIVE]: 123 }), {
      applied: [{ key: LIVE, before: before.value, after: 123 }],
      needsRestart: [],
    });
    assert.deepEqual(valueAt(service, LIVE), { ...before, value: 123, origin: 'API' });
    service.configure({ [LIVE]: null });
    assert.deepEqual(valueAt(service, LIVE), before);
  });

  test('sets all keys or none', async () => {
    await using world = await openWorld(setup);
    const { service } = world;
    const before = service.configuration();
    for (const [values, code, message] of [
      [{ [LIVE]: 123, 'performance.batch_size': 5_000 }, 'config_invalid', /batch_size: 5000 .*10 to 1000/],
      [{ [LIVE]: 123, 'performance.no_such_key': 1 }, 'config_invalid', /no_such_key/],
      [{ [LIVE]: '123' }, 'config_invalid', /batch_timeout_ms/],
      [{ nonsense: 1 }, 'config_invalid', /nonsense/],
      [{ [LIVE]: 123, 'redis.database': 7 }, 'config_not_live', /redis\.database/],
    ] as const) {
      await refuses(() => service.configure(values), code, message);
      assert.deepEqual(service.configuration(), before);
    }
  });

  test('looks at both sides again, but not at a VRF that does not exist', async () => {
    await using world = await openWorld(setup);
    world.service.resync();
    world.service.resync('default');
    await refuses(() => world.service.resync('Vrf_none'), 'not_found', /Vrf_none/);
  });
}

function valueAt(service: NeighsyncService, key: string): ConfigValue {
  const [found, ...more] = service.configuration().filter((one) => one.key === key);
  assert.ok(found !== undefined && more.length === 0, key);
  return found;
}
