import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { NeighborInfo, NeighborPage } from '../../src/service/neighbor-info.ts';
import { readOnly } from '../../src/service/read-only.ts';
import type { NeighsyncCommands, NeighsyncService } from '../../src/service/service.ts';
import { type ContractSetup, find, NEIGHBORS, names, openWorld, refuses } from './contract-world.ts';
import { reportCases } from './service-contract-reports.ts';
import { watchCases } from './service-contract-watch.ts';

const NEVER = new AbortController().signal;
const OURS = '10.9.0.0/16';

/** What every NeighsyncService does, whatever is behind it. */
export function serviceContract(setup: ContractSetup): void {
  describe(setup.name, () => {
    listCases(setup);
    getCases(setup);
    changeCases(setup);
    argumentCases(setup);
    watchCases(setup);
    reportCases(setup);
  });
}

function listCases(setup: ContractSetup): void {
  test('lists neighbors by address, as numbers and IPv4 first, then by interface', async () => {
    await using world = await openWorld(setup);
    const page = await world.service.list({ limit: 1_000 }, NEVER);
    assert.deepEqual(names(ours(page.neighbors)), names(NEIGHBORS));
    assert.equal(page.total, page.neighbors.length);
    assert.equal(page.nextCursor, undefined);
    for (const [place, { source, flags, macAddress, state }] of NEIGHBORS.entries()) {
      const shown = ours(page.neighbors)[place];
      assert.deepEqual([shown?.source, shown?.macAddress, shown?.state], [source, macAddress, state]);
      assert.deepEqual(
        shown?.flags.filter((flag) => flag === 'router' || flag === 'extern_learn'),
        flags,
      );
      assert.equal(shown?.vrf, 'default');
      assert.ok(Number.isFinite(Date.parse(shown?.lastChanged ?? '')));
    }
  });

  for (const [what, filter, expected] of [
    ['by prefix', { prefix: OURS }, [0, 1, 2]],
    ['by address', { prefix: '2001:DB8:9:0::9' }, [3]],
    ['by interface', { prefix: OURS, interface: 'Ethernet0' }, [0, 1]],
    ['by state', { prefix: OURS, state: 'stale' }, [1, 2]],
    ['by source', { prefix: OURS, source: 'external' }, [2]],
    ['by MAC', { mac: '02:00:00:00:09:05' }, [4, 5]],
    ['by family', { family: 'ipv6', mac: '02:00:00:00:09:04' }, [3]],
    ['by family, of which there is none', { family: 'ipv4', mac: '02:00:00:00:09:04' }, []],
    ['by VRF', { vrf: 'default', prefix: OURS }, [0, 1, 2]],
    ['by a VRF that does not exist', { vrf: 'Vrf_none', prefix: OURS }, []],
    ['by nothing, said in so many words', { prefix: OURS, state: '', vrf: '', interface: '' }, [0, 1, 2]],
  ] as const) {
    test(`lists ${what}`, async () => {
      await using world = await openWorld(setup);
      const { neighbors, total } = await world.service.list({ ...filter, limit: 1_000 }, NEVER);
      assert.deepEqual(
        names(neighbors),
        names(NEIGHBORS.filter((_, place) => (expected as readonly number[]).includes(place))),
      );
      assert.ok(total >= NEIGHBORS.length);
    });
  }

  for (const limit of [1, 2, 5]) {
    test(`pages of ${limit} give every neighbor once, in the same order`, async () => {
      await using world = await openWorld(setup);
      const pages = await allPages(world.service, limit);
      assert.ok(pages.slice(0, -1).every((page) => page.neighbors.length === limit));
      assert.deepEqual(names(ours(pages.flatMap((page) => page.neighbors))), names(NEIGHBORS));
    });
  }

  test('goes on where a page ended although its last neighbor is gone, and with the same filter', async () => {
    await using world = await openWorld(setup);
    const first = await world.service.list({ prefix: OURS, limit: 2 }, NEVER);
    assert.deepEqual(names(first.neighbors), names(NEIGHBORS.slice(0, 2)));
    await world.service.remove({ ipAddress: '10.9.0.2' }, NEVER);
    const second = await world.service.list({ prefix: OURS, limit: 2, cursor: first.nextCursor }, NEVER);
    assert.deepEqual(names(second.neighbors), names(NEIGHBORS.slice(2, 3)));
    assert.equal(second.nextCursor, undefined);
    assert.notEqual(second.revision, first.revision);
  });
}

function ours(neighbors: readonly NeighborInfo[]): readonly NeighborInfo[] {
  return neighbors.filter((one) => one.macAddress?.startsWith('02:00:00:00:09:') === true);
}

async function allPages(service: NeighsyncService, limit: number): Promise<readonly NeighborPage[]> {
  const pages: NeighborPage[] = [];
  for (let cursor: string | undefined; pages.length === 0 || cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await service.list({ limit, cursor }, NEVER));
    assert.ok(pages.length < 1_000, 'the list has no end');
  }
  return pages;
}

function getCases(setup: ContractSetup): void {
  test('gets a neighbor by any text of its address', async () => {
    await using world = await openWorld(setup);
    assert.equal(world.service.get({ ipAddress: '2001:0DB8:9:0:0::9' }).ipAddress, '2001:db8:9::9');
    assert.equal(world.service.get({ ipAddress: 'fe80::9:1', interface: 'Vlan10' }).interface, 'Vlan10');
    assert.equal(world.service.get({ ipAddress: '10.9.0.1', interface: '' }).interface, 'Ethernet0');
  });

  test('says which interfaces have an address that is on several, and that one is nowhere', async () => {
    await using world = await openWorld(setup);
    await refuses(() => world.service.get({ ipAddress: 'fe80::9:1' }), 'ambiguous', /Ethernet0, Vlan10/);
    await refuses(() => world.service.get({ ipAddress: '10.9.0.3' }), 'not_found', /10\.9\.0\.3/);
    await refuses(() => world.service.get({ ipAddress: '10.9.0.1', interface: 'Vlan10' }), 'not_found', /Vlan10/);
  });
}

const ADDED = { ipAddress: '10.9.1.1', macAddress: '02:00:00:00:09:11', interface: 'Ethernet0' } as const;

function changeCases(setup: ContractSetup): void {
  test('adds a neighbor, and adding it again changes nothing but what is different', async () => {
    await using world = await openWorld(setup);
    for (let time = 0; time < 2; time++) {
      const { database, neighbor } = await world.service.add(ADDED, NEVER);
      assert.equal(database, 'acknowledged');
      assert.deepEqual(
        [neighbor?.ipAddress, neighbor?.macAddress, neighbor?.state, neighbor?.source, neighbor?.row],
        ['10.9.1.1', '02:00:00:00:09:11', 'PERMANENT', 'static', 'written'],
      );
      assert.equal(world.service.get(ADDED).state, 'PERMANENT');
    }
    const changed = { ...ADDED, macAddress: '02:00:00:00:09:12', state: 'stale', externLearn: true, router: true };
    const { neighbor } = await world.service.add(changed, NEVER);
    assert.deepEqual([neighbor?.macAddress, neighbor?.state], ['02:00:00:00:09:12', 'STALE']);
    assert.deepEqual([...(neighbor?.flags ?? [])].sort(), ['extern_learn', 'router']);
  });

  test('says which rule gives a neighbor that was added no row', async () => {
    await using world = await openWorld(setup);
    const { database, rule, ruleText, neighbor } = await world.service.add(
      { ...ADDED, ipAddress: 'fe80::9:11' },
      NEVER,
    );
    assert.deepEqual([database, rule, neighbor?.row], ['no_row', 'link_local', 'none']);
    assert.match(ruleText ?? '', /link-local/);
  });

  test('deletes a neighbor, and says when there is none or it is not clear which', async () => {
    await using world = await openWorld(setup);
    const { database, neighbor } = await world.service.remove({ ipAddress: '10.9.0.1' }, NEVER);
    assert.deepEqual([database, neighbor], ['acknowledged', undefined]);
    assert.equal(find(world.service, '10.9.0.1', 'Ethernet0'), undefined);
    await refuses(() => world.service.remove({ ipAddress: '10.9.0.1' }, NEVER), 'not_found');
    await refuses(() => world.service.remove({ ipAddress: 'fe80::9:1' }, NEVER), 'ambiguous', /Ethernet0, Vlan10/);
    await world.service.remove({ ipAddress: 'fe80::9:1', interface: 'Vlan10' }, NEVER);
    assert.equal(world.service.get({ ipAddress: 'fe80::9:1' }).interface, 'Ethernet0');
  });

  test('refuses to add to an interface that does not exist', async () => {
    await using world = await openWorld(setup);
    await refuses(() => world.service.add({ ...ADDED, interface: 'Ethernet99' }, NEVER), 'not_found', /Ethernet99/);
  });

  test('may be only asked, where that is all that is allowed', async () => {
    await using world = await openWorld(setup);
    const service = readOnly(world.service, 'loopback may only read');
    const commands: Readonly<Record<keyof NeighsyncCommands, () => unknown>> = {
      add: () => service.add(ADDED, NEVER),
      remove: () => service.remove({ ipAddress: '10.9.0.1' }, NEVER),
      configure: () => service.configure({ 'performance.batch_size': 200 }),
      reload: () => service.reload(),
      resync: () => service.resync(),
      restart: () => service.restart(),
      writeProfile: () => service.writeProfile('heap', NEVER),
    };
    for (const command of Object.values(commands)) await refuses(command, 'forbidden', /loopback may only read/);
    assert.equal(service.get({ ipAddress: '10.9.0.1' }).ipAddress, '10.9.0.1');
    assert.equal(find(service, ADDED.ipAddress, ADDED.interface), undefined);
  });
}

function argumentCases(setup: ContractSetup): void {
  test('names the field and the value that mean nothing', async () => {
    await using world = await openWorld(setup);
    const { service } = world;
    for (const [operation, message] of [
      [() => service.list({ prefix: '10.0.0.0/33' }, NEVER), /^prefix: "10\.0\.0\.0\/33" .*\/0 to \/32/],
      [() => service.list({ limit: 0 }, NEVER), /^limit: 0 .*1 to 1000/],
      [() => service.list({ limit: 1_001 }, NEVER), /^limit: 1001 .*1 to 1000/],
      [() => service.list({ cursor: 'no cursor' }, NEVER), /^cursor: "no cursor"/],
      [() => service.list({ state: 'dead' }, NEVER), /^state: "dead" .*REACHABLE/],
      [() => service.get({ ipAddress: '10.9.0' }), /^ip_address: "10\.9\.0"/],
      [() => service.get({ ipAddress: 'fe80::1%eth0' }), /^ip_address: "fe80::1%eth0" has a zone/],
      [() => service.get({ ipAddress: '10.9.0.1', interface: 'a/b' }), /^interface: "a\/b"/],
      [() => service.explain({ ipAddress: 'x' }, NEVER), /^ip_address: "x"/],
      [() => service.remove({ ipAddress: 'x' }, NEVER), /^ip_address: "x"/],
      [() => service.add({ ...ADDED, macAddress: 'ff:ff:ff:ff:ff:ff' }, NEVER), /^mac_address: .*unicast/],
      [() => service.add({ ...ADDED, ipAddress: '224.0.0.1' }, NEVER), /^ip_address: .*unicast/],
      [() => service.add({ ...ADDED, state: 'failed' }, NEVER), /^state: "failed" .*permanent, reachable, stale/],
      [() => service.watch({ family: 'ipx' }, NEVER)[Symbol.asyncIterator]().next(), /^family: "ipx" .*IPv4, IPv6/],
    ] as const) {
      await refuses(operation, 'invalid_argument', message);
    }
  });
}
