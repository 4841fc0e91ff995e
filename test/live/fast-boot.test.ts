import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { startDaemon } from '../support/daemon.ts';
import { createNamespace, type Namespace } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { macs, sorted } from '../support/rows.ts';
import { until } from '../support/until.ts';

/** The namespace of a machine that came up by a fast reboot twelve seconds ago: `ip netns exec` has mounts of its own. */
async function bootedFast(namespace: Namespace, directory: string): Promise<Namespace> {
  const [cmdline, uptime] = [join(directory, 'cmdline'), join(directory, 'uptime')];
  await writeFile(cmdline, 'root=/dev/sda1 SONIC_BOOT_TYPE=fast\n');
  await writeFile(uptime, '12.00 20.00\n');
  const script = 'mount --bind "$0" /proc/cmdline && mount --bind "$1" /proc/uptime && shift && exec "$@"';
  return { ...namespace, command: (...program) => namespace.command('sh', '-c', script, cmdline, uptime, ...program) };
}

test('after a fast boot rows stay that the kernel has not spoken about, until it does or the hold is over', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  for (const last of [2, 3]) {
    await redis.cli(
      'HSET',
      `NEIGH_TABLE:Ethernet0:10.0.0.${last}`,
      'neigh',
      `02:00:00:00:00:0${last}`,
      'family',
      'IPv4',
    );
  }
  const fast = await bootedFast(namespace, dirname(redis.socket));
  const settings = [`redis.unix_socket=${redis.socket}`, 'metrics.port=0', 'deployment.start_grace_ms=0'];
  await using daemon = await startDaemon(fast, ...settings, 'deployment.fast_boot_hold_ms=20000');
  assert.match((await daemon.get('/health')).body, /"kept":\[\{"reason":"fast_boot","rows":2,/);
  await namespace.batch([
    'neigh add 10.0.0.2 lladdr 02:00:00:00:00:22 dev Ethernet0 nud permanent',
    'neigh add 10.0.0.3 lladdr 02:00:00:00:00:33 dev Ethernet0 nud permanent',
    'neigh del 10.0.0.3 dev Ethernet0',
    'neigh add 10.0.0.4 lladdr 02:00:00:00:00:44 dev Ethernet0 nud permanent',
  ]);
  await redis.cli('HSET', 'NEIGH_TABLE:Ethernet0:10.0.0.5', 'neigh', '02:00:00:00:00:05', 'family', 'IPv4');
  const wanted = [
    ['Ethernet0:10.0.0.2', '02:00:00:00:00:22'],
    ['Ethernet0:10.0.0.4', '02:00:00:00:00:44'],
  ];
  await until('what the kernel spoke about is right', async () => {
    const { 'Ethernet0:10.0.0.5': _kept, ...rows } = Object.fromEntries(await macs(redis));
    return JSON.stringify(Object.entries(rows).sort()) === JSON.stringify(wanted);
  });
  await daemon.stop();
  await using again = await startDaemon(fast, ...settings, 'deployment.fast_boot_hold_ms=12500');
  await again.logged('rows without a neighbor deleted');
  assert.deepEqual(sorted(await macs(redis)), wanted, 'after the hold the kernel is asked');
});
