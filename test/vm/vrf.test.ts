import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { type Daemon, startDaemon } from '../support/daemon.ts';
import { createNamespace } from '../support/namespace.ts';
import { startRedis } from '../support/redis-server.ts';
import { macs, sorted } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { createVrfs, MAC, neighbor } from '../support/vrfs.ts';

async function countsOf(daemon: Daemon, vrf: string): Promise<number> {
  const { body } = await daemon.get('/metrics');
  const lines = body
    .split('\n')
    .filter((line) => line.startsWith(`neighsyncd_neighbors{vrf="${vrf}",family="IPv4",state="PERMANENT"`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

test('VRFs of the kernel: the same address in two, disabled and enabled by SIGHUP, moves, deleted and made anew, a restart', async () => {
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await createVrfs(namespace);
  const file = join(dirname(redis.socket), 'neighsyncd.conf');
  const configure = (lines: string): Promise<void> =>
    writeFile(
      file,
      `[redis]\nunix_socket = "${redis.socket}"\n[metrics]\nport = 0\n[deployment]\nstart_grace_ms = 0\n${lines}`,
    );
  await configure('');
  process.env['NEIGHSYNCD_CONFIG'] = file;
  const daemon = await startDaemon(namespace);
  await using running = new AsyncDisposableStack();
  running.use(daemon);
  const rowsAre = async (...wanted: readonly (readonly [string, string])[]): Promise<void> => {
    const text = JSON.stringify(wanted);
    let found = '';
    await until(`the rows are ${text}`, async () => {
      found = JSON.stringify(sorted(await macs(redis)));
      return found === text;
    }).catch((error) => assert.fail(`${error}; they are ${found}`));
  };
  const reload = async (lines: string): Promise<void> => {
    const from = daemon.log.length;
    await configure(lines);
    daemon.kill('SIGHUP');
    await daemon.logged('configuration changed', from);
  };
  const red = ['Ethernet0:10.1.0.2', MAC.red] as const;
  const blue = ['Ethernet4:10.1.0.2', MAC.blue] as const;
  const other = ['Ethernet8:10.1.0.3', MAC.other] as const;

  await rowsAre(red, blue, other);
  assert.deepEqual(
    [await countsOf(daemon, 'Vrf_red'), await countsOf(daemon, 'Vrf_blue'), await countsOf(daemon, 'default')],
    [1, 1, 1],
  );
  // One of the two goes and comes back with another MAC: the other does not notice.
  await namespace.ip('neigh', 'del', '10.1.0.2', 'dev', 'Ethernet0');
  await rowsAre(blue, other);
  await namespace.batch([neighbor('10.1.0.2', MAC.red, 'Ethernet0')]);
  await rowsAre(red, blue, other);

  await reload('[vrf.Vrf_red]\nenabled = false\n');
  await rowsAre(blue, other);
  const dumps = await daemon.metric('neighsyncd_kernel_resyncs_total');
  const from = daemon.log.length;
  await reload('[vrf.Vrf_red]\nenabled = true\n[vrf.Vrf_blue]\nipv4_enabled = false\n');
  await rowsAre(red, other);
  assert.equal((await daemon.logged('neighbors of a VRF read again', from))['vrf'], 'Vrf_red');
  assert.equal(await daemon.metric('neighsyncd_vrf_resyncs_total'), 1);
  assert.equal(await daemon.metric('neighsyncd_kernel_resyncs_total'), dumps);

  // The kernel flushes an interface that is enslaved or released; what comes then is in the new VRF.
  await namespace.batch(['link set Ethernet4 master Vrf_red', neighbor('10.1.0.4', MAC.blue, 'Ethernet4')]);
  await rowsAre(red, ['Ethernet4:10.1.0.4', MAC.blue], other);
  await namespace.batch(['link set Ethernet4 master Vrf_blue', neighbor('10.1.0.4', MAC.blue, 'Ethernet4')]);
  await rowsAre(red, other);
  assert.equal(await countsOf(daemon, 'Vrf_blue'), 1);

  // A VRF that is deleted releases its interfaces; made anew with the same table it has none.
  await namespace.ip('link', 'del', 'Vrf_blue');
  await namespace.batch([neighbor('10.1.0.5', MAC.blue, 'Ethernet4')]);
  await rowsAre(red, ['Ethernet4:10.1.0.5', MAC.blue], other);
  await namespace.batch(['link add Vrf_blue type vrf table 1002', 'link set Vrf_blue up']);
  await namespace.batch([neighbor('10.1.0.6', MAC.blue, 'Ethernet4')]);
  await rowsAre(red, ['Ethernet4:10.1.0.5', MAC.blue], ['Ethernet4:10.1.0.6', MAC.blue], other);
  await namespace.batch(['link set Ethernet4 master Vrf_blue', neighbor('10.1.0.5', MAC.blue, 'Ethernet4')]);
  await rowsAre(red, other);
  // A Vlan interface is in its own VRF, whatever the bridge below it is in.
  await namespace.batch([
    'link add Bridge type bridge vlan_filtering 1',
    'link set Bridge up',
    'link add link Bridge name Vlan100 type vlan id 100',
    'link set Vlan100 master Vrf_blue',
    'link set Vlan100 up',
    neighbor('10.1.0.7', MAC.other, 'Vlan100'),
    neighbor('10.1.0.8', MAC.other, 'Bridge'),
  ]);
  await rowsAre(['Bridge:10.1.0.8', MAC.other], red, other);
  await namespace.ip('link', 'set', 'Vrf_blue', 'down');
  await namespace.ip('link', 'set', 'Vrf_blue', 'name', 'Vrf_green');
  await rowsAre(['Bridge:10.1.0.8', MAC.other], red, ['Ethernet4:10.1.0.5', MAC.blue], other, [
    'Vlan100:10.1.0.7',
    MAC.other,
  ]);
  await daemon.stop();

  await configure('[vrf.default]\nenabled = false\n');
  const again = running.use(await startDaemon(namespace));
  await rowsAre(red, ['Ethernet4:10.1.0.5', MAC.blue], ['Vlan100:10.1.0.7', MAC.other]);
  await again.stop();
});
