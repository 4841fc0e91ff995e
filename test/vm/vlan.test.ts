import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Namespace } from '../support/namespace.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const PERMANENT = ['192.168.0.2', '2001:db8:1000::2'];
const STALE = { ipv4: '192.168.0.3', ipv6: '2001:db8:1000::3' } as const;

/** As SONiC makes them: a bridge that knows VLANs, and a VLAN interface upon the bridge itself. */
async function addVlans({ ip, batch, command }: Namespace): Promise<void> {
  await batch([
    'link add Bridge type bridge vlan_filtering 1',
    'link set Bridge up',
    'link set Ethernet4 master Bridge',
    'link add link Bridge name Vlan1000 type vlan id 1000',
    'link set Vlan1000 up',
    'addr add 192.168.0.1/21 dev Vlan1000',
    'addr add 2001:db8:1000::1/64 dev Vlan1000 nodad',
    'link add link Ethernet0 name Ethernet0.10 type vlan id 10',
    'link set Ethernet0.10 up',
  ]);
  await until('Vlan1000 has its carrier', async () => (await ip('link', 'show', 'Vlan1000')).includes('LOWER_UP'));
  const evict = 'echo 0 > /proc/sys/net/ipv4/conf/Vlan1000/arp_evict_nocarrier';
  const [program, args] = command('sh', '-c', evict);
  await promisify(execFile)(program, [...args]);
}

const neighbor = (address: string, dev: string, state = 'permanent', mac = '02:00:00:00:10:01'): string =>
  `neigh replace ${address} lladdr ${mac} dev ${dev} nud ${state}`;

async function rowsOf({ redis }: Scene, dev: string): Promise<readonly string[]> {
  const keys = [...(await macs(redis)).keys()].filter((key) => key.startsWith(`${dev}:`));
  return keys.map((key) => key.slice(dev.length + 1)).sort();
}

test('VLANs over a bridge and of a port', async (t) => {
  await using scene = await createScene({ neighbors: 10 });
  const { namespace } = scene;
  await addVlans(namespace);

  await t.test('neighbors have rows under the names of their interfaces', async () => {
    await namespace.batch([
      ...[...PERMANENT, '10.10.0.2'].map((address) => neighbor(address, 'Vlan1000')),
      // The same address in two VLANs.
      neighbor('10.10.0.2', 'Ethernet0.10', 'permanent', '02:00:00:00:10:02'),
      neighbor(STALE.ipv4, 'Vlan1000', 'stale'),
      neighbor(STALE.ipv6, 'Vlan1000', 'stale'),
    ]);
    await converged(scene);
    const rows = await macs(scene.redis);
    assert.equal(rows.get('Vlan1000:10.10.0.2'), '02:00:00:00:10:01');
    assert.equal(rows.get('Ethernet0.10:10.10.0.2'), '02:00:00:00:10:02');
    assert.equal(rows.get(`Vlan1000:${STALE.ipv6}`), '02:00:00:00:10:01');
  });

  await t.test('the last member loses its carrier: with arp_evict_nocarrier=0 the IPv4 rows stay', async () => {
    await namespace.ip('link', 'set', 'peer4', 'down');
    await until('the kernel has evicted', async () => !(await namespace.ip('neigh', 'show')).includes(STALE.ipv6));
    await converged(scene);
    assert.deepEqual(await rowsOf(scene, 'Vlan1000'), ['10.10.0.2', STALE.ipv4, ...PERMANENT].sort());
    await namespace.ip('link', 'set', 'peer4', 'up');
  });

  await t.test('a sub-interface is taken down, renamed and filled again', async () => {
    await namespace.batch([
      'link set Ethernet0.10 down',
      'link set Ethernet0.10 name Ethernet0.20',
      'link set Ethernet0.20 up',
      neighbor('10.20.0.2', 'Ethernet0.20'),
    ]);
    await converged(scene);
    assert.deepEqual(await rowsOf(scene, 'Ethernet0.10'), []);
    assert.deepEqual(await rowsOf(scene, 'Ethernet0.20'), ['10.20.0.2']);
  });

  await t.test('a VLAN is deleted: its rows go, and those of others stay', async () => {
    await namespace.ip('link', 'del', 'Vlan1000');
    await converged(scene);
    assert.deepEqual(await rowsOf(scene, 'Vlan1000'), []);
    assert.equal((await rowsOf(scene, 'Ethernet0')).length, 10);
  });

  await t.test('a port is deleted with its sub-interface: the rows of both go', async () => {
    await namespace.ip('link', 'del', 'Ethernet0');
    await until('no row is left', async () => (await macs(scene.redis)).size === 0);
    assert.ok((await scene.daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2, 'none of it needs a dump');
    // Only a daemon that ends well leaves its compiled code to the next.
    await scene.daemon.stop();
  });
});
