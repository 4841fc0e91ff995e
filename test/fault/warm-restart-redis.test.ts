import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startConsumer } from '../support/consumer.ts';
import { kernelRows, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { storeRows } from '../support/rows.ts';
import { recovered } from '../support/scene.ts';
import { createWarmSwitch } from '../support/warm-switch.ts';

test('Redis comes back empty in the window: there is nothing to wait for but the timer, and all rows are written', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createWarmSwitch();
  await made.namespace.batch(neighborCommands(300));
  await storeRows(made.redis, await kernelRows(made.namespace));
  const daemon = await made.start();
  await made.reached('restored');
  await made.redis.restart();
  const sinceMs = performance.now();
  await daemon.logged('STATE_DB has been emptied; the warm start waits for nothing more');
  await daemon.logged('reconciled');
  await using _consumer = await startConsumer(made.redis);
  await recovered(t, made, sinceMs);
  assert.equal((await daemon.get('/readyz')).status, 200);
  await daemon.stop();
});

test('what STATE_DB refuses to tell is asked for some seconds, then the start is a cold one', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createWarmSwitch();
  await made.namespace.batch(neighborCommands(300));
  await made.state('DEL', 'WARM_RESTART_ENABLE_TABLE|system');
  await made.state('SET', 'WARM_RESTART_ENABLE_TABLE|system', 'no hash');
  const daemon = await made.start();
  const refused = await daemon.logged('a step of the warm restart is refused, ignoring');
  assert.match(String(refused['error']), /WRONGTYPE/);
  const sinceMs = performance.now();
  await using _consumer = await startConsumer(made.redis);
  await recovered(t, made, sinceMs);
  await daemon.stop();
});
