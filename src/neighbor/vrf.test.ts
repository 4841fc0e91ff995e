import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fixtureMessages } from '../../test/fixtures/netlink/fixtures.ts';
import { isFailure } from '../netlink/codec/failure.ts';
import { decodeLink, RTM_DELLINK, RTM_NEWLINK } from '../netlink/codec/ifinfomsg.ts';
import { Links } from '../netlink/links.ts';
import { type VrfLink, Vrfs } from './vrf.ts';

type Given = Partial<Omit<VrfLink, 'ifindex' | 'name'>>;

/** Interfaces as a test has them; the order in which they are told is that of the calls. */
class TestLinks {
  readonly #links = new Map<number, VrfLink>();

  readonly get = (ifindex: number): VrfLink | undefined => this.#links.get(ifindex);
  readonly all = (): Iterable<VrfLink> => this.#links.values();

  put(ifindex: number, name: string, given: Given = {}): this {
    this.#links.set(ifindex, { ifindex, name, master: undefined, kind: undefined, vrfTable: undefined, ...given });
    return this;
  }

  vrf(ifindex: number, name: string, vrfTable: number): this {
    return this.put(ifindex, name, { kind: 'vrf', vrfTable });
  }

  remove(ifindex: number): void {
    this.#links.delete(ifindex);
  }
}

const DEFAULT = { id: 0, name: 'default', tableId: 0 };
const RED = { id: 10, name: 'Vrf_red', tableId: 1001 };

describe('the VRF of an interface', () => {
  test('is the default one without a master', () => {
    assert.deepEqual(new Vrfs(new TestLinks().put(2, 'Ethernet0')).of(2), DEFAULT);
  });

  test('is its master, with name and table', () => {
    const links = new TestLinks().vrf(10, 'Vrf_red', 1001).put(2, 'Ethernet0', { master: 10 });
    assert.deepEqual(new Vrfs(links).of(2), RED);
  });

  test('is not a bridge or a bond, but the one that those are in', () => {
    const links = new TestLinks()
      .vrf(10, 'Vrf_red', 1001)
      .put(3, 'Bridge', { kind: 'bridge' })
      .put(4, 'PortChannel1', { kind: 'bond', master: 10 })
      .put(2, 'Ethernet0', { master: 3 })
      .put(5, 'Ethernet4', { master: 4 });
    const vrfs = new Vrfs(links);
    assert.deepEqual(
      [2, 3, 4, 5].map((ifindex) => vrfs.of(ifindex)?.name),
      ['default', 'default', 'Vrf_red', 'Vrf_red'],
    );
  });

  test('of a Vlan interface is its own, whatever bridge it hangs on', () => {
    const links = new TestLinks()
      .vrf(10, 'Vrf_red', 1001)
      .put(3, 'Bridge', { kind: 'bridge' })
      .put(6, 'Vlan100', { kind: 'vlan', master: 10 });
    assert.deepEqual(new Vrfs(links).of(6), RED);
  });

  test('is the VRF itself for its own device', () => {
    assert.deepEqual(new Vrfs(new TestLinks().vrf(10, 'Vrf_red', 1001)).of(10), RED);
  });

  test('is not known while the interface or one of its masters is not', () => {
    const links = new TestLinks()
      .put(2, 'Ethernet0', { master: 10 })
      .put(3, 'Bridge', { master: 11 })
      .put(4, 'Ethernet4', { master: 3 });
    const vrfs = new Vrfs(links);
    assert.deepEqual(
      [2, 3, 4, 99].map((ifindex) => vrfs.of(ifindex)),
      [undefined, undefined, undefined, undefined],
    );
    links.vrf(10, 'Vrf_red', 1001);
    assert.deepEqual(vrfs.of(2), RED);
  });

  test('follows a VRF that is renamed, deleted, and made anew under another number or with another table', () => {
    const links = new TestLinks().vrf(10, 'Vrf_red', 1001).put(2, 'Ethernet0', { master: 10 });
    const vrfs = new Vrfs(links);
    links.vrf(10, 'Vrf_blue', 1001);
    assert.equal(vrfs.of(2)?.name, 'Vrf_blue');
    links.remove(10);
    assert.equal(vrfs.of(2), undefined);
    links.put(2, 'Ethernet0');
    links.vrf(20, 'Vrf_blue', 1001);
    assert.deepEqual(vrfs.of(2), DEFAULT);
    links.put(2, 'Ethernet0', { master: 20 });
    links.vrf(20, 'Vrf_blue', 1002);
    assert.deepEqual(vrfs.of(2), { id: 20, name: 'Vrf_blue', tableId: 1002 });
  });

  test('is the default one when the number of a VRF is used again by something that is none', () => {
    const links = new TestLinks().vrf(10, 'Vrf_red', 1001).put(2, 'Ethernet0', { master: 10 });
    links.put(10, 'Bridge', { kind: 'bridge' });
    assert.deepEqual(new Vrfs(links).of(2), DEFAULT);
  });

  test('is found, or is the default one, whatever circles lost events have left', () => {
    const anyLink = fc.record({
      ifindex: fc.integer({ min: 1, max: 5 }),
      master: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
      isVrf: fc.nat({ max: 3 }).map((number) => number === 0),
    });
    const property = fc.property(fc.array(anyLink, { maxLength: 12 }), (steps) => {
      const links = new TestLinks();
      for (const { ifindex, master, isVrf } of steps)
        links.put(ifindex, `if${ifindex}`, { master, kind: isVrf ? 'vrf' : undefined });
      const vrfs = new Vrfs(links);
      const listed = vrfs.bindings().flatMap(({ interfaces }) => interfaces);
      const known = [...links.all()].filter(({ ifindex }) => vrfs.of(ifindex) !== undefined);
      assert.deepEqual(listed.sort(), known.map(({ name }) => name).sort());
      for (const vrf of vrfs.all()) {
        for (const { ifindex } of vrfs.members(vrf)) assert.equal(vrfs.of(ifindex)?.id, vrf.id);
      }
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('the VRFs that there are', () => {
  const links = new TestLinks()
    .put(4, 'Ethernet4', { master: 10 })
    .put(2, 'Ethernet0', { master: 10 })
    .put(3, 'Ethernet8')
    .put(5, 'Ethernet12', { master: 99 })
    .vrf(10, 'Vrf_red', 1001)
    .vrf(11, 'mgmt', 5000);
  const vrfs = new Vrfs(links);

  test('are listed with their tables and interfaces, the default one first', () => {
    assert.deepEqual(vrfs.bindings(), [
      { name: 'default', tableId: 0, interfaces: ['Ethernet8'] },
      { name: 'Vrf_red', tableId: 1001, interfaces: ['Ethernet0', 'Ethernet4', 'Vrf_red'] },
      { name: 'mgmt', tableId: 5000, interfaces: ['mgmt'] },
    ]);
  });

  test('are found by name', () => {
    assert.deepEqual(vrfs.named('Vrf_red'), RED);
    assert.deepEqual(vrfs.named('default'), DEFAULT);
    assert.equal(vrfs.named('Vrf_green'), undefined);
  });
});

test('what a kernel says of a VRF that is made, joined, left and deleted can be followed message by message', () => {
  const links = new Links();
  const vrfs = new Vrfs(links);
  const seen: string[] = [];
  for (const { type, payload } of fixtureMessages([RTM_NEWLINK, RTM_DELLINK], 'link-vrf')) {
    const message = decodeLink(payload);
    assert.ok(!isFailure(message));
    if (type === RTM_DELLINK) links.remove(message.ifindex);
    else links.put(message);
    const now = vrfs
      .bindings()
      .map(({ name, tableId, interfaces }) => `${name} ${tableId}: ${interfaces.join(' ')}`)
      .join(', ');
    if (now !== seen.at(-1)) seen.push(now);
  }
  assert.deepEqual(seen, [
    'default 0: , Vrf_red 1001: Vrf_red',
    'default 0: , Vrf_red 1001: Vrf_red va',
    'default 0: vb, Vrf_red 1001: Vrf_red va',
    'default 0: , Vrf_red 1001: Vrf_red va vb',
    'default 0: va, Vrf_red 1001: Vrf_red vb',
    'default 0: va vb, Vrf_red 1001: Vrf_red',
    'default 0: va vb',
  ]);
});
