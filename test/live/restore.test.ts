import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIp } from '../../src/neighbor/ip.ts';
import { isFailure } from '../../src/netlink/codec/failure.ts';
import { ARP_REQUEST, decodeArp } from '../../src/netlink/packet/arp.ts';
import { decodeNeighborSolicitation } from '../../src/netlink/packet/neighbor-solicitation.ts';
import { fillRestoreScene } from '../support/fill-restore-scene.ts';
import type { Namespace } from '../support/namespace.ts';
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

/** `<ip>` to `<MAC> <state>` of an interface. */
async function neighborsOf(namespace: Namespace, dev: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await namespace.ip('neigh', 'show', 'dev', dev)).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, ip, mac = 'none', state] = /^(\S+)(?: lladdr (\S+))? (?:.* )?([A-Z]+) *$/.exec(line) ?? [];
      return ip === undefined ? [] : [[ip, `${mac} ${state}`] as const];
    }),
  );
}

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

test('a budget that has run out sets the flag and ends with status 1', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([
    ['Ethernet0:10.0.0.2', OLD],
    ['Vlan10:10.10.0.2', OLD],
  ]);
  const { code, stdout } = await scene.restore('--budget', '2');
  assert.equal(code, 1);
  assert.match(stdout, /^restore: ended, for the budget has run out after 2\.\d s: 1 of 2 neighbors in the kernel/m);
  assert.match(stdout, /^restore: not ready: Vlan10 missing$/m);
  assert.match(stdout, /^restore: the restored flag is set$/m);
  assert.ok(await scene.isRestored());
});

test('SIGTERM ends it at once, and the flag is set', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([
    ['Ethernet0:10.0.0.2', OLD],
    ['Vlan10:10.10.0.2', OLD],
  ]);
  await using running = await scene.start();
  await until('one is restored', async () => (await neighborsOf(scene.namespace, 'Ethernet0')).has('10.0.0.2'));
  running.kill('SIGTERM');
  const { code, stdout } = await running.ended();
  assert.deepEqual([code, await scene.isRestored()], [1, true]);
  assert.match(stdout, /^restore: interrupted after .*1 of 2 neighbors/m);
});

for (const enabled of ['neither', 'swss'] as const) {
  test(
    `with ${enabled} enabled nothing is restored, and ${enabled === 'swss' ? 'only the flag' : 'nothing'} is written`,
    LIMIT,
    async (t) => {
      if (!needRoot(t)) return;
      await using scene = await createRestoreScene(enabled);
      await scene.rows([['Ethernet0:10.0.0.2', OLD]]);
      const before = await scene.state('--scan');
      const { code, stdout } = await scene.restore();
      assert.equal(code, 0);
      assert.match(stdout, enabled === 'swss' ? /only swss was restarted/ : /skipped, for this is no warm start/);
      assert.equal(await scene.isRestored(), enabled === 'swss');
      if (enabled === 'neither') assert.deepEqual(await scene.state('--scan'), before);
      assert.equal(await scene.state('HGETALL', 'WARM_RESTART_TABLE|neighsyncd'), 'restore_count\n1');
      assert.equal((await neighborsOf(scene.namespace, 'Ethernet0')).has('10.0.0.2'), false);
    },
  );
}

test('an empty table is restored at once', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  const { code, stdout } = await scene.restore();
  assert.equal(code, 0);
  assert.match(stdout, /0 of 0 neighbors/);
  assert.ok(await scene.isRestored());
});

test('without capabilities nothing is restored; it says so, and sets the flag', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([['Ethernet0:10.0.0.2', OLD]]);
  const { code, stdout, stderr } = await scene.restoreAs('--inh-caps=-all', '--bounding-set=-all');
  assert.deepEqual([code, await scene.isRestored()], [1, true]);
  assert.match(stdout, /given up, for the kernel does not permit it \(CAP_NET_ADMIN\)/);
  assert.match(stderr, /open packet socket: EPERM: .*; neighbors are restored but not asked, ignoring/);
});

test('without CAP_NET_RAW neighbors are restored, but not asked', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([['Ethernet0:10.0.0.2', OLD]]);
  const { code, stdout } = await scene.restoreAs('--inh-caps=-net_raw', '--bounding-set=-net_raw');
  assert.deepEqual([code, await scene.isRestored()], [0, true]);
  assert.match(stdout, /^restore: not asked: 1 EPERM$/m);
  assert.equal((await neighborsOf(scene.namespace, 'Ethernet0')).get('10.0.0.2'), `${OLD} STALE`);
});

test('a Redis that dies in the middle is waited for, and gets the flag when it is back', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([
    ['Ethernet0:10.0.0.2', OLD],
    ['Ethernet4:10.4.0.2', OLD],
  ]);
  await using running = await scene.start('--json');
  await until('one is restored', async () => (await neighborsOf(scene.namespace, 'Ethernet0')).has('10.0.0.2'));
  await scene.redis.kill('SIGKILL');
  await scene.namespace.batch(['addr add 10.4.0.1/24 dev Ethernet4']);
  await until('the other, too', async () => (await neighborsOf(scene.namespace, 'Ethernet4')).has('10.4.0.2'));
  await scene.redis.restart();
  const { code, stdout, stderr } = await running.ended();
  assert.deepEqual([code, await scene.isRestored()], [0, true], stdout);
  assert.match(stderr, /waiting for Redis: /);
  assert.equal(JSON.parse(stdout).restored, 2);
});

test('an interface that flaps has its neighbors in the end', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  const { namespace, host } = scene;
  await scene.cable('Ethernet8');
  await namespace.batch(['addr add 10.8.0.1/24 dev Ethernet8']);
  const rows = Array.from({ length: 200 }, (_, index) => [`Ethernet8:10.8.0.${index + 2}`, HOST] as const);
  await scene.rows([...rows, ['Ethernet4:10.4.0.2', OLD]]);
  await using running = await scene.start('--json');
  await until('it has begun', async () => (await neighborsOf(namespace, 'Ethernet8')).size > 0);
  for (let round = 0; round < 5; round++) {
    await host.batch(['link set Ethernet8 down', 'link set Ethernet8 up']);
    await namespace.batch(['link set Ethernet8 down', 'link set Ethernet8 up']);
  }
  // The addresses were kept: IPv4 has no reason to lose them.
  await until('all are there again', async () => (await neighborsOf(namespace, 'Ethernet8')).size >= 200);
  await namespace.batch(['addr add 10.4.0.1/24 dev Ethernet4']);
  const { code, stdout } = await running.ended();
  assert.equal(code, 0, stdout);
  assert.equal((await neighborsOf(namespace, 'Ethernet8')).size, 200);
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
