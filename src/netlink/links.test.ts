import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { LinkMessage } from './codec/ifinfomsg.ts';
import { NO_LINK_INFO } from './codec/linkinfo.ts';
import { type Link, type LinkChange, Links } from './links.ts';

const UP = 0x1;

function message(ifindex: number, name: string | undefined, given: Partial<LinkMessage> = {}): LinkMessage {
  const unused = { change: 0, address: undefined, mtu: 1500, operState: 6, carrier: 1, rest: [] };
  const common = { kind: 'link', family: 0, type: 1, flags: UP, master: undefined } as const;
  return { ...common, ...unused, ...NO_LINK_INFO, ifindex, name, ...given };
}

function link(ifindex: number, name: string, given: Partial<Link> = {}): Link {
  return { ifindex, name, flags: UP, master: undefined, kind: undefined, vrfTable: undefined, ...given };
}

/** Change by change: `1: a -> b`, with nothing where there was or is no link. */
function texts(changes: readonly LinkChange[]): readonly string[] {
  return changes.map(({ ifindex, before, after }) => `${ifindex}: ${before?.name ?? ''} -> ${after?.name ?? ''}`);
}

describe('a link', () => {
  test('that is new is found by index and by name', () => {
    const links = new Links();
    const given = { linkKind: 'vrf', vrfTable: 1001, master: 7 };
    const after = link(3, 'Vrf1', { kind: 'vrf', vrfTable: 1001, master: 7 });
    assert.deepEqual(links.put(message(3, 'Vrf1', given)), [{ ifindex: 3, before: undefined, after }]);
    assert.deepEqual(links.get(3), after);
    assert.deepEqual(links.named('Vrf1'), after);
    assert.deepEqual([...links.all()], [after]);
    assert.equal(links.size, 1);
    assert.equal(links.get(4), undefined);
    assert.equal(links.named('Vrf2'), undefined);
  });

  test('that is told of again has not changed, also when only what we do not need did', () => {
    const links = new Links();
    links.put(message(3, 'Ethernet0'));
    assert.deepEqual(links.put(message(3, 'Ethernet0', { mtu: 9100, operState: 2, carrier: 0 })), []);
  });

  for (const [what, given, after] of [
    ['flags', { flags: 0 }, { flags: 0 }],
    ['master', { master: 9 }, { master: 9 }],
    ['kind', { linkKind: 'vlan' }, { kind: 'vlan' }],
    ['VRF table', { vrfTable: 5 }, { vrfTable: 5 }],
  ] as const) {
    test(`has changed with its ${what}`, () => {
      const links = new Links();
      links.put(message(3, 'Ethernet0'));
      const before = link(3, 'Ethernet0');
      const changed = link(3, 'Ethernet0', after);
      assert.deepEqual(links.put(message(3, 'Ethernet0', given)), [{ ifindex: 3, before, after: changed }]);
      assert.deepEqual(links.named('Ethernet0'), changed);
      assert.deepEqual(links.get(3), changed);
    });
  }

  test('of which the kernel says master 0 has none', () => {
    const links = new Links();
    links.put(message(3, 'Ethernet0', { master: 0 }));
    assert.equal(links.get(3)?.master, undefined);
    assert.deepEqual(links.put(message(3, 'Ethernet0')), []);
  });

  test('without a name is ignored, and a known one stays', () => {
    const links = new Links();
    links.put(message(3, 'Ethernet0'));
    assert.deepEqual(links.put(message(3, undefined, { flags: 0 })), []);
    assert.deepEqual(links.put(message(4, '')), []);
    assert.deepEqual(links.get(3), link(3, 'Ethernet0'));
    assert.equal(links.size, 1);
  });

  test('that is renamed has both names in the change, and only the new one afterwards', () => {
    const links = new Links();
    links.put(message(3, 'eth3'));
    const before = link(3, 'eth3');
    const after = link(3, 'Ethernet0');
    assert.deepEqual(links.put(message(3, 'Ethernet0')), [{ ifindex: 3, before, after }]);
    assert.equal(links.named('eth3'), undefined);
    assert.deepEqual(links.named('Ethernet0'), after);
    assert.equal(links.size, 1);
  });

  test('that is removed is gone under its index and its name; once', () => {
    const links = new Links();
    links.put(message(3, 'Ethernet0'));
    assert.deepEqual(links.remove(3), [{ ifindex: 3, before: link(3, 'Ethernet0'), after: undefined }]);
    assert.deepEqual([links.get(3), links.named('Ethernet0'), links.size], [undefined, undefined, 0]);
    assert.deepEqual(links.remove(3), []);
  });
});

describe('a name that another link holds', () => {
  test('goes to the newest claim, and the holder is removed first', () => {
    const links = new Links();
    links.put(message(3, 'Ethernet0'));
    assert.deepEqual(texts(links.put(message(4, 'Ethernet0'))), ['3: Ethernet0 -> ', '4:  -> Ethernet0']);
    assert.equal(links.named('Ethernet0')?.ifindex, 4);
    assert.equal(links.get(3), undefined);
  });

  test('goes to a link that had another one, which is free then', () => {
    const links = new Links();
    links.put(message(3, 'a'));
    links.put(message(4, 'b'));
    assert.deepEqual(texts(links.put(message(4, 'a'))), ['3: a -> ', '4: b -> a']);
    assert.equal(links.named('b'), undefined);
    assert.deepEqual(texts(links.put(message(3, 'b'))), ['3:  -> b']);
    assert.deepEqual([links.named('a')?.ifindex, links.named('b')?.ifindex], [4, 3]);
  });

  test('is not lost when the displaced holder is removed late', () => {
    const links = new Links();
    links.put(message(3, 'Ethernet0'));
    links.put(message(4, 'Ethernet0'));
    assert.deepEqual(links.remove(3), []);
    assert.equal(links.named('Ethernet0')?.ifindex, 4);
  });
});

test('whatever comes, names and indexes agree, and the changes tell how the links became what they are', () => {
  const anyStep = fc.record({
    ifindex: fc.integer({ min: 1, max: 4 }),
    name: fc.constantFrom('a', 'b', 'c', undefined),
  });
  const property = fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
    const links = new Links();
    const told = new Map<number, Link>();
    for (const { ifindex, name } of steps) {
      const changes = name === undefined ? links.remove(ifindex) : links.put(message(ifindex, name));
      for (const { ifindex: changed, before, after } of changes) {
        assert.deepEqual(before, told.get(changed));
        if (after === undefined) told.delete(changed);
        else told.set(changed, after);
      }
      const all = [...links.all()];
      assert.deepEqual(new Map(all.map((each) => [each.ifindex, each])), told);
      assert.equal(links.size, all.length);
      for (const each of all) assert.equal(links.named(each.name), each);
      assert.equal(['a', 'b', 'c'].filter((each) => links.named(each) !== undefined).length, all.length);
    }
  });
  fc.assert(property, { numRuns: 500 });
});

describe('interfaces below another one', () => {
  const names = (links: Links, ifindex: number): readonly string[] =>
    links
      .below(ifindex)
      .map(({ name }) => name)
      .sort();

  test('are its ports, and theirs, told before it or after it', () => {
    const links = new Links();
    links.put(message(2, 'Ethernet0', { master: 4 }));
    links.put(message(4, 'PortChannel1', { master: 10 }));
    links.put(message(10, 'Vrf1', { linkKind: 'vrf' }));
    links.put(message(3, 'Ethernet4', { master: 10 }));
    assert.deepEqual(names(links, 10), ['Ethernet0', 'Ethernet4', 'PortChannel1']);
    assert.deepEqual(names(links, 4), ['Ethernet0']);
    assert.deepEqual(names(links, 2), []);
  });

  test('are no longer those that moved, or are gone', () => {
    const links = new Links();
    for (const [ifindex, name] of [
      [2, 'Ethernet0'],
      [3, 'Ethernet4'],
      [4, 'Ethernet8'],
    ] as const)
      links.put(message(ifindex, name, { master: 10 }));
    links.put(message(2, 'Ethernet0', { master: 11 }));
    links.put(message(3, 'Ethernet4'));
    links.remove(4);
    assert.deepEqual([names(links, 10), names(links, 11)], [[], ['Ethernet0']]);
  });

  test('are found in a circle, too', () => {
    const links = new Links();
    links.put(message(2, 'a', { master: 3 }));
    links.put(message(3, 'b', { master: 2 }));
    assert.deepEqual(names(links, 2), ['b']);
  });
});
