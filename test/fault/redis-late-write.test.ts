import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { createProxiedScene } from '../support/proxied-scene.ts';
import { macs } from '../support/rows.ts';
import { converged, recovered } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { healthy } from '../support/vitals.ts';

const ADDRESS = '10.0.0.2';
const [FIRST, SECOND] = ['02:00:00:00:aa:01', '02:00:00:00:aa:02'] as const;

test('a write of a connection that was given up never comes after those of the next one', async (t) => {
  if (!needRoot(t)) return;
  const times = ['redis.ping_interval_ms=200', 'redis.socket_timeout_ms=500', 'redis.connect_timeout_ms=500'];
  await using made = await createProxiedScene(times);
  const { redis, proxy, namespace, daemon } = made;
  const change = (mac: string) => namespace.ip('neigh', 'replace', ADDRESS, 'lladdr', mac, 'dev', 'Ethernet0');
  const written = async (mac: string): Promise<void> => {
    await until(`${mac} is written`, async () => (await macs(redis)).get(`Ethernet0:${ADDRESS}`) === mac);
  };
  const held = proxy.hold(FIRST);
  await change(FIRST);
  await until('the write is under way', () => held.caught);
  await daemon.logged('Redis cannot be reached; changes are kept until it can');
  await written(FIRST);
  await change(SECOND);
  await written(SECOND);
  await held.release();
  const released = performance.now();
  assert.equal((await macs(redis)).get(`Ethernet0:${ADDRESS}`), SECOND);
  await recovered(t, made, released);
  await healthy(daemon);
  await daemon.stop();
  await converged(made);
});
