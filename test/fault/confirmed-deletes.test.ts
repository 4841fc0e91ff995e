import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startConsumer } from '../support/consumer.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered } from '../support/scene.ts';
import { type FloodStep, flood } from '../support/start-flood.ts';

const LIVING = 3_000;
const ROUNDS = 8;
const NEW_EACH = 4_000;

/**
 * A dump misses live entries while the kernel's hash grows, and does not say so. The hash is the machine's and never
 * shrinks, so it grows in the first run after a boot and later perhaps not; the overruns, and the churn, are always there.
 */
test('no row of a neighbor that lives throughout is ever deleted, or written again, however often the kernel is read', async (t) => {
  if (!needRoot(t)) return;
  const settings = ['deployment.output=producer', 'netlink.receive_buffer_bytes=8192'];
  await using scene = await createScene({ neighbors: LIVING, settings });
  const { redis, namespace, daemon } = scene;
  await using consumer = await startConsumer(redis);
  await consumer.took(LIVING);
  const living = new Set(consumer.operations.map(({ key }) => key));
  assert.equal(living.size, LIVING);

  const growthBefore = hashGrowth();
  for (let round = 0; round < ROUNDS; round++) {
    // Half of the rounds meet a reader that sleeps, half one that runs.
    const sleeping = round % 2 === 0;
    if (sleeping) daemon.kill('SIGSTOP');
    const flooding = flood(namespace, ...growth(round * NEW_EACH));
    if (sleeping) await flooding;
    daemon.kill('SIGCONT');
    await flooding;
  }
  await recovered(t, scene, performance.now());
  t.diagnostic(`the kernel's IPv6 hash grew ${hashGrowth() - growthBefore} times`);
  t.diagnostic(`asked about ${await daemon.metric('neighsyncd_confirmed_present_total')} that dumps had missed`);
  assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) > 2);
  const touched = consumer.operations.slice(LIVING).filter(({ key }) => living.has(key));
  assert.deepEqual(touched, []);
  await daemon.stop();
});

/** Many IPv6 neighbors come, some of those before go, and their MACs change. */
function growth(first: number): readonly FloodStep[] {
  const family = 'ipv6';
  return [
    { op: 'add', first, count: NEW_EACH, family },
    { op: 'add', first, count: NEW_EACH, family, round: 1 },
    { op: 'del', first, count: NEW_EACH / 4, family },
  ];
}

/** How often the kernel has made its IPv6 neighbor hash larger since the boot, over all processors. */
function hashGrowth(): number {
  const [head = '', ...lines] = readFileSync('/proc/net/stat/ndisc_cache', 'utf8').trim().split('\n');
  const column = head.trim().split(/\s+/).indexOf('hash_grows');
  return lines.reduce((sum, line) => sum + Number.parseInt(line.trim().split(/\s+/)[column] ?? '0', 16), 0);
}
