import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Namespace } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, recovered } from '../support/scene.ts';
import { until } from '../support/until.ts';

/** Few enough for gc_thresh1, below which the kernel forgets none by itself. */
const EACH = 20;
const ARP = 'ipv4/conf/Ethernet0/arp_evict_nocarrier';
const NDISC = 'ipv6/conf/Ethernet0/ndisc_evict_nocarrier';

/** `kept`: what stays besides the permanent ones. */
for (const { how, off, kept } of [
  { how: 'all but the permanent rows go', off: [], kept: 0 },
  { how: 'with arp_evict_nocarrier=0, as SONiC sets it on VLANs, those of IPv4 stay', off: [ARP], kept: EACH },
  { how: 'with ndisc_evict_nocarrier=0 those of IPv6 stay', off: [NDISC], kept: EACH },
]) {
  test(`an interface loses its carrier: ${how}`, async (t) => {
    if (!needRoot(t)) return;
    await using scene = await createScene({ neighbors: 10 });
    const { namespace, redis, daemon } = scene;
    for (const name of off) await sysctl(namespace, name, '0');
    const stale = Array.from({ length: EACH }, (_, index) => [
      `neigh add 10.0.100.${index + 2} lladdr 02:00:00:01:00:${index + 10} dev Ethernet0 nud stale`,
      `neigh add 2001:db8::100:${index + 2} lladdr 02:00:00:01:01:${index + 10} dev Ethernet0 nud stale`,
    ]);
    await namespace.batch(stale.flat());
    await until('all rows are there', async () => (await redis.cli('DBSIZE')) === String(10 + 2 * EACH));
    await namespace.ip('link', 'set', 'peer0', 'down');
    await until('the carrier is gone', async () =>
      (await namespace.ip('link', 'show', 'Ethernet0')).includes('LOWERLAYER'),
    );
    const sinceMs = performance.now();
    await until('the kernel has evicted', async () => {
      return (await namespace.ip('neigh', 'show', 'nud', 'stale')).trim().split('\n').filter(Boolean).length === kept;
    });
    await recovered(t, scene, sinceMs);
    assert.equal((await macs(redis)).size, 10 + kept);

    await namespace.ip('link', 'set', 'peer0', 'up');
    await namespace.ip('neigh', 'add', '10.0.101.1', 'lladdr', '02:00:00:00:00:01', 'dev', 'Ethernet0', 'nud', 'stale');
    await converged(scene);
    assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2);
    await daemon.stop();
  });
}

async function sysctl(namespace: Namespace, name: string, value: string): Promise<void> {
  const [program, args] = namespace.command('sh', '-c', `echo ${value} > /proc/sys/net/${name}`);
  await promisify(execFile)(program, [...args]);
}
