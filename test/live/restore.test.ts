import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIp } from '../../src/neighbor/ip.ts';
import { isFailure } from '../../src/netlink/codec/failure.ts';
import { ARP_REQUEST, decodeArp } from '../../src/netlink/packet/arp.ts';
import { decodeNeighborSolicitation } from '../../src/netlink/packet/neighbor-solicitation.ts';
import { fillRestoreScene } from '../support/fill-restore-scene.ts';
import { type Namespace, neighborsOf } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { makeNeighborRoom } from '../support/neighbor-room.ts';
import { createRestoreScene } from '../support/restore-scene.ts';
import { type Capture, startCapture } from '../support/start-capture.ts';
import { until } from '../support/until.ts';

const LIMIT = { timeout: 300_000 };
const HOST = '02:00:00:00:00:99';
const OLD = '02:00:00:00:00:02';
const ARP = '0806';
const IPV6 = '86dd';

/** The targets that an interface with this MAC has asked for, and from where, as `<target> from <source>`. */
function asked(capture: Capture, mac: string): readonly string[] {
  const own = mac.replaceAll(':', '');
  return capture.frames
    .filter((frame) => frame.slice(6, 12).toHex() === own)
    .flatMap((frame) => {
      const destination = frame.slice(0, 6).toHex();
      const type = frame.slice(12, 14).toHex();
      const arp = decodeArp(frame.slice(14));
      if (type === ARP && !isFailure(arp) && arp.operation === ARP_REQUEST) {
        assert.deepEqual(
          [destination, arp.senderMac.toHex(), arp.targetMac.toHex()],
          ['ffffffffffff', own, '000000000000'],
        );
        return [`${formatIp(arp.targetIp)} from ${formatIp(arp.senderIp)}`];
      }
      const asks = decodeNeighborSolicitation(frame.slice(14));
      if (type !== IPV6 || isFailure(asks)) return [];
      assert.deepEqual([destination, asks.sourceMac.toHex()], [`3333${asks.destination.slice(12).toHex()}`, own]);
      return [`${formatIp(asks.target)} from ${formatIp(asks.source)}`];
    })
    .sort();
}

async function macOf(namespace: Namespace, dev: string): Promise<string> {
  return /link\/ether (\S+)/.exec(await namespace.ip('link', 'show', dev))?.[1] ?? '';
}

test(
  'a host that answers gets its right MAC, one that is silent stays STALE; each is asked exactly once',
  LIMIT,
  async (t) => {
    if (!needRoot(t)) return;
    await using scene = await createRestoreScene();
    const { namespace, host } = scene;
    await scene.cable('Ethernet8');
    await namespace.batch(['addr add 10.8.0.1/24 dev Ethernet8', 'addr add 2001:db8:8::1/64 dev Ethernet8 nodad']);
    await host.batch([
      `link set Ethernet8 address ${HOST}`,
      'addr add 10.8.0.2/24 dev Ethernet8',
      'addr add 2001:db8:8::2/64 dev Ethernet8 nodad',
    ]);
    await until('both have link-local addresses', async () => {
      const shown = await Promise.all([
        namespace.ip('-6', 'addr', 'show', 'dev', 'Ethernet8', 'scope', 'link', '-tentative'),
        host.ip('-6', 'addr', 'show', 'dev', 'Ethernet8', 'scope', 'link', '-tentative'),
      ]);
      return shown.every((text) => text.includes('inet6 fe80'));
    });
    const hostLinkLocal = /inet6 (fe80\S+)\//.exec(await host.ip('addr', 'show', 'Ethernet8'))?.[1] ?? '';
    const ownLinkLocal = /inet6 (fe80\S+)\//.exec(await namespace.ip('addr', 'show', 'Ethernet8'))?.[1] ?? '';
    await scene.rows([
      ['Ethernet8:10.8.0.2', OLD],
      ['Ethernet8:10.8.0.3', '02:00:00:00:00:03'],
      ['Ethernet8:2001:db8:8::2', OLD],
      ['Ethernet8:2001:db8:8::3', '02:00:00:00:00:03'],
      [`Ethernet8:${hostLinkLocal}`, HOST],
      ['lo:10.0.0.9', HOST],
      ['Ethernet8:10.8.0.9', '00:00:00:00:00:00'],
      ['Ethernet8:10.8.0.010', HOST],
    ]);
    await using capture = await startCapture(host, 'Ethernet8');
    const { code, stdout, stderr } = await scene.restore('--json');
    assert.deepEqual([code, stderr], [0, '']);
    const { took_ms: _, ...summary } = JSON.parse(stdout);
    assert.deepEqual(summary, {
      start: 'system',
      flag_set: true,
      end: 'complete',
      neighbors: 5,
      restored: 5,
      already_present: 0,
      asked: 5,
      skipped: { loopback: 1, zero_mac: 1, unreadable: 1 },
      not_restored: {},
      not_asked: {},
      not_ready: {},
      problem: null,
    });
    assert.ok(await scene.isRestored());
    // Those whose MAC was old are right: the kernel has believed the answer.
    const expected = new Map([
      ['10.8.0.2', `${HOST} REACHABLE`],
      ['2001:db8:8::2', `${HOST} REACHABLE`],
      [hostLinkLocal, `${HOST} REACHABLE`],
      ['10.8.0.3', '02:00:00:00:00:03 STALE'],
      ['2001:db8:8::3', '02:00:00:00:00:03 STALE'],
    ]);
    await until('the kernel has what it should', async () => {
      const found = await neighborsOf(namespace, 'Ethernet8');
      return [...expected].every(([ip, entry]) => found.get(ip) === entry);
    });
    // A kernel that probes would have called them FAILED after three seconds.
    const endMs = performance.now() + 4_000;
    await until('they are silent for some seconds', async () => {
      const found = await neighborsOf(namespace, 'Ethernet8');
      for (const ip of ['10.8.0.3', '2001:db8:8::3']) assert.equal(found.get(ip), '02:00:00:00:00:03 STALE');
      return performance.now() > endMs;
    });
    assert.deepEqual(
      asked(capture, await macOf(namespace, 'Ethernet8')),
      [
        '10.8.0.2 from 10.8.0.1',
        '10.8.0.3 from 10.8.0.1',
        '2001:db8:8::2 from 2001:db8:8::1',
        '2001:db8:8::3 from 2001:db8:8::1',
        `${hostLinkLocal} from ${ownLinkLocal}`,
      ].sort(),
    );
  },
);

test('interfaces are waited for by their events: carrier, addresses, members of VLANs and LAGs', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  const { namespace, host, state } = scene;
  await scene.cable('Ethernet8', 'Vlan10', 'PortChannel1', 'PortChannel1.10');
  await namespace.batch([
    // No link-local address, which would do for a global neighbor.
    'link set Ethernet8 addrgenmode none',
    'addr flush dev Ethernet8 scope link',
    'addr add 10.10.0.1/24 dev Vlan10',
    'addr add 10.11.0.1/24 dev PortChannel1',
    'addr add 10.12.0.1/24 dev PortChannel1.10',
  ]);
  await host.batch(['link set Ethernet8 down']);
  await scene.rows([
    ['Ethernet8:10.8.0.2', HOST],
    ['Ethernet8:2001:db8:8::2', HOST],
    ['Vlan10:10.10.0.2', HOST],
    ['PortChannel1:10.11.0.2', HOST],
    ['PortChannel1.10:10.12.0.2', HOST],
    ['Ethernet12:10.13.0.2', HOST],
  ]);
  await using running = await scene.start('--json');
  const has = async (dev: string, ip: string): Promise<boolean> => (await neighborsOf(namespace, dev)).has(ip);
  const restored = (dev: string, ip: string) => until(`${dev} ${ip} is restored`, () => has(dev, ip));

  await state('HSET', 'VLAN_MEMBER_TABLE|Vlan10|Ethernet0', 'state', 'ok');
  await restored('Vlan10', '10.10.0.2');
  assert.equal(await has('PortChannel1', '10.11.0.2'), false);
  await state('HSET', 'LAG_MEMBER_TABLE|PortChannel1|Ethernet4', 'state', 'ok');
  await restored('PortChannel1', '10.11.0.2');
  await restored('PortChannel1.10', '10.12.0.2');
  await host.batch(['link set Ethernet8 up']);
  await namespace.batch(['addr add 10.8.0.1/24 dev Ethernet8']);
  await restored('Ethernet8', '10.8.0.2');
  assert.equal(await has('Ethernet8', '2001:db8:8::2'), false, 'IPv6 waits for its own address');
  // Duplicate address detection takes a second or two.
  await namespace.batch(['addr add 2001:db8:8::1/64 dev Ethernet8']);
  await restored('Ethernet8', '2001:db8:8::2');
  assert.equal(await scene.isRestored(), false);
  await scene.cable('Ethernet12');
  await namespace.batch(['addr add 10.13.0.1/24 dev Ethernet12']);
  const { code, stdout } = await running.ended();
  assert.equal(code, 0, stdout);
  assert.deepEqual([JSON.parse(stdout).restored, JSON.parse(stdout).asked], [6, 6]);
  assert.ok(await scene.isRestored());
});

test('what the kernel has learned meanwhile is newer, and stays', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.namespace.batch([`neigh add 10.0.0.2 lladdr ${HOST} dev Ethernet0 nud reachable`]);
  await scene.rows([
    ['Ethernet0:10.0.0.2', OLD],
    ['Ethernet0:10.0.0.3', OLD],
  ]);
  const { code, stdout } = await scene.restore('--json');
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).already_present, 1);
  const found = await neighborsOf(scene.namespace, 'Ethernet0');
  assert.match(found.get('10.0.0.2') ?? '', new RegExp(`^${HOST} `));
  assert.equal(found.get('10.0.0.3'), `${OLD} STALE`);
});

test('1,000 interfaces with two neighbors each', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  using _room = makeNeighborRoom(10_000);
  await using scene = await createRestoreScene();
  await fillRestoreScene(scene, { interfaces: 1_000, neighbors: 2 });
  const { code, stdout } = await scene.restore('--json');
  assert.equal(code, 0, stdout);
  const { restored, asked: count } = JSON.parse(stdout);
  assert.deepEqual([restored, count], [2_000, 2_000]);
  const states = (await scene.namespace.ip('neigh', 'show')).split('\n').filter((line) => line.includes(' dev E'));
  const inState = (state: string): number => states.filter((line) => line.trimEnd().endsWith(state)).length;
  assert.equal(inState('REACHABLE') + inState('STALE'), 2_000);
  assert.ok(inState('REACHABLE') > 900, `${inState('REACHABLE')} of 1,000 that answer`);
  assert.ok(inState('STALE') >= 1_000);
});
