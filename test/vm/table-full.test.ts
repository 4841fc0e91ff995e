import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { startDaemon } from '../support/daemon.ts';
import { initialNamespace } from '../support/namespace.ts';
import { startRedis } from '../support/redis-server.ts';
import { macs } from '../support/rows.ts';
import { converged } from '../support/scene.ts';
import { until } from '../support/until.ts';

const LIMIT = 64;
const RAISED = 1024;

const setLimit = (limit: number): void => {
  for (const [name, part] of [
    ['gc_thresh1', limit / 4],
    ['gc_thresh2', limit / 2],
    ['gc_thresh3', limit],
  ] as const) {
    writeFileSync(`/proc/sys/net/ipv4/neigh/default/${name}`, String(part));
  }
};

/** Learned neighbors count for the limit; permanent ones do not. */
const neighbors = (first: number, count: number, state = 'reachable'): string[] =>
  Array.from({ length: count }, (_, index) => first + index).map(
    (n) =>
      `neigh replace 10.0.0.${n} lladdr 02:00:00:00:40:${n.toString(16).padStart(2, '0')} dev Ethernet0 nud ${state}`,
  );

test("the kernel's own table is full: metrics, health and log say so, and a raised limit lets the others in", async (t) => {
  // The limits are one for all namespaces: on a machine that is not the test's own they would hurt others.
  assert.match(readFileSync('/proc/cmdline', 'utf8'), /neighsyncd\.job=/, 'it belongs on the second kernel');
  await using redis = await startRedis();
  // Only there the limits are shown.
  const namespace = initialNamespace();
  const scene = { redis, namespace };
  await namespace.batch([
    'link add Ethernet0 type dummy',
    'link set Ethernet0 arp on up',
    'addr add 10.0.0.1/24 dev Ethernet0',
  ]);
  setLimit(LIMIT);
  t.after(() => setLimit(RAISED));
  await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=0');
  const metric = async (name: string): Promise<number> => {
    const { body } = await daemon.get('/metrics');
    return Number(new RegExp(`^neighsyncd_${name}\\{family="IPv4"\\} (\\d+)$`, 'm').exec(body)?.[1]);
  };
  assert.equal(await metric('gc_thresh3'), LIMIT);
  assert.equal(await metric('kernel_refused_total'), 0);

  await t.test('100 for a table of 64', async () => {
    await assert.rejects(namespace.batch(neighbors(2, 100)), /No buffer space|overflow/i);
    await daemon.logged('the kernel refuses neighbors, for its table is full');
    assert.ok((await metric('kernel_refused_total')) >= 1);
    await converged(scene);
    const entries = await metric('gc_entries');
    assert.ok(entries > LIMIT / 2 && entries <= LIMIT, `${entries} entries`);
    assert.equal(await daemon.metric('neighsyncd_health_status'), 0.5);
    assert.match((await daemon.get('/health')).body, /the kernel refuses neighbors: IPv4 \(gc_thresh3 is 64\)/);
  });

  await t.test('permanent neighbors get in all the same, and do not count', async () => {
    const before = await metric('gc_entries');
    await namespace.batch(neighbors(150, 50, 'permanent'));
    await converged(scene);
    assert.ok((await metric('gc_entries')) <= before);
    assert.ok((await macs(redis)).has('Ethernet0:10.0.0.199'));
  });

  await t.test('the limit is raised', async () => {
    setLimit(RAISED);
    await namespace.batch(neighbors(2, 100));
    await until('all have rows', async () => (await macs(redis)).size === 150);
    await converged(scene);
    assert.equal(await metric('gc_thresh3'), RAISED);
    assert.ok((await metric('gc_entries')) >= 100);
    await daemon.stop();
  });
});
