import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import { addressMessage, linkMessage } from './fake-messages.ts';
import { readInterfaces } from './interfaces.ts';

const NEVER = new AbortController().signal;
const TENTATIVE = 0x40;
const DAD_FAILED = 0x08;
const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);

async function* once<T>(items: readonly T[]): AsyncGenerator<readonly T[], void, undefined> {
  yield items;
}

function reading(
  links: readonly ReturnType<typeof linkMessage>[],
  addresses: readonly ReturnType<typeof addressMessage>[],
) {
  return readInterfaces({ dumpLinks: () => once(links), dumpAddresses: () => once(addresses) }, NEVER);
}

test('an interface has its addresses, but none that duplicate address detection has not let pass', async () => {
  const ipv6 = (last: number) => Uint8Array.of(0x20, 1, ...new Uint8Array(13), last);
  const found = await reading(
    [{ ...linkMessage(2, 'Ethernet0', undefined), address: MAC }, linkMessage(3, 'Ethernet4', undefined)],
    [
      addressMessage(2, Uint8Array.of(10, 0, 0, 1), 24),
      addressMessage(2, ipv6(1), 64),
      addressMessage(2, ipv6(2), 64, TENTATIVE),
      addressMessage(2, ipv6(3), 64, DAD_FAILED),
    ],
  );
  const port = found.get('Ethernet0');
  assert.deepEqual(
    port?.addresses.map(({ ip, prefixLength }) => [ip.at(-1), prefixLength]),
    [
      [1, 24],
      [1, 64],
    ],
  );
  assert.deepEqual([port?.ifindex, port?.isUp, port?.mac, port?.parent], [2, true, MAC, undefined]);
  assert.deepEqual(found.get('Ethernet4')?.addresses, []);
});

test('up is admin, carrier and lower layer together', async () => {
  const link = linkMessage(2, 'Ethernet0', undefined);
  const states = [link, { ...link, carrier: 0 }, { ...link, flags: 0x1043 }, { ...link, flags: 0x1_1042 }];
  const ups = states.map(async (one) => (await reading([one], [])).get('Ethernet0')?.isUp);
  assert.deepEqual(await Promise.all(ups), [true, false, false, false]);
});

test('the parent of a VLAN interface is what it stands on, that of others is in the name', async () => {
  const on = (ifindex: number) => [{ type: 5, data: Uint8Array.of(ifindex, 0, 0, 0) }];
  const links = [
    linkMessage(2, 'PortChannel1', undefined),
    { ...linkMessage(3, 'Po1.10', undefined), linkKind: 'vlan', rest: on(2) },
    { ...linkMessage(4, 'Ethernet0', undefined), linkKind: 'veth', rest: on(2) },
    linkMessage(5, 'Ethernet0.20', undefined),
    { ...linkMessage(6, 'Ethernet4', undefined), address: new Uint8Array(20) },
  ];
  const found = await reading(links, []);
  assert.deepEqual(
    [...found.values()].map(({ name, parent }) => [name, parent]),
    [
      ['PortChannel1', undefined],
      ['Po1.10', 'PortChannel1'],
      ['Ethernet0', undefined],
      ['Ethernet0.20', 'Ethernet0'],
      ['Ethernet4', undefined],
    ],
  );
  assert.equal(found.get('Ethernet4')?.mac, undefined);
});

test('what an interrupted dump has brought counts, what another failure has does not', async () => {
  const failing = (code: 'netlink_interrupted' | 'netlink_truncated') =>
    async function* () {
      yield [linkMessage(2, 'Ethernet0', undefined)];
      throw new DaemonError(code, { op: 'dump links' });
    };
  const dumpAddresses = () => once<ReturnType<typeof addressMessage>>([]);
  const found = await readInterfaces({ dumpLinks: failing('netlink_interrupted'), dumpAddresses }, NEVER);
  assert.deepEqual([...found.keys()], ['Ethernet0']);
  const cut = readInterfaces({ dumpLinks: failing('netlink_truncated'), dumpAddresses }, NEVER);
  await assert.rejects(cut, { code: 'netlink_truncated' });
});
