import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { macs } from '../support/rows.ts';
import { converged, createScene, recovered } from '../support/scene.ts';

const EACH = 250;

test('with the last IPv4 address of an interface its IPv4 rows go; other addresses cost none', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 2 * EACH });
  const { namespace, redis, daemon } = scene;
  const families = async (): Promise<readonly number[]> => {
    const keys = [...(await macs(redis)).keys()];
    return [/^Ethernet0:10\./, /^Ethernet0:2001:/].map((form) => keys.filter((key) => form.test(key)).length);
  };
  await namespace.batch([
    'addr add 10.0.0.254/16 dev Ethernet0',
    'addr del 10.0.0.254/16 dev Ethernet0',
    'addr add 10.9.0.1/24 dev Ethernet0',
    'addr del 10.0.0.1/16 dev Ethernet0',
    'addr add 2001:db8::ffff/64 dev Ethernet0 nodad',
    'addr del 2001:db8::1/64 dev Ethernet0',
    'neigh add 10.0.200.1 lladdr 02:00:00:00:20:01 dev Ethernet0 nud permanent',
  ]);
  await converged(scene);
  assert.deepEqual(await families(), [EACH + 1, EACH]);

  const sinceMs = performance.now();
  await namespace.ip('addr', 'del', '10.9.0.1/24', 'dev', 'Ethernet0');
  await recovered(t, scene, sinceMs);
  assert.deepEqual(await families(), [0, EACH]);
  assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2);
  await daemon.stop();
});
