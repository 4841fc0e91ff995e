import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startConsumer } from '../support/consumer.ts';
import { needRoot } from '../support/need.ts';
import { converged, createScene, recovered } from '../support/scene.ts';
import { healthy } from '../support/vitals.ts';

const COMMANDS = ['FLUSHDB', 'FLUSHALL'] as const;
const NOTICED = 'the table was emptied by somebody else; it is written again';

test('FLUSHDB and FLUSHALL, which nobody tells of, are noticed, and the rows return', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene();
  const { redis, daemon } = made;
  for (const command of COMMANDS) {
    const from = daemon.log.length;
    await redis.cli(command);
    const flushed = performance.now();
    await daemon.logged(NOTICED, from);
    await recovered(t, made, flushed);
    await healthy(daemon);
  }
  assert.equal(await daemon.metric('neighsyncd_redis_errors_total'), 0);
  await daemon.stop();
});

test('FLUSHDB and FLUSHALL with an orchagent: it is given all rows again', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createScene({ settings: ['deployment.output=producer'] });
  const { redis, daemon } = made;
  await using consumer = await startConsumer(redis);
  await converged(made);
  for (const command of COMMANDS) {
    const [from, before] = [daemon.log.length, consumer.operations.length];
    await redis.cli(command);
    const flushed = performance.now();
    await daemon.logged(NOTICED, from);
    await recovered(t, made, flushed);
    await healthy(daemon);
    await consumer.took(before + 300);
    const again = consumer.operations.slice(before);
    assert.deepEqual(new Set(again.map(({ op }) => op)), new Set(['SET']));
    assert.equal(new Set(again.map(({ key }) => key)).size, 300);
  }
  await daemon.stop();
});
