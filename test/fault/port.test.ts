import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { startDaemon } from '../support/daemon.ts';
import { createNamespace, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { macs } from '../support/rows.ts';
import { until } from '../support/until.ts';

test('a busy metrics port is reported and tried again, while the sync goes on', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  const [command, args] = namespace.command(process.execPath, '-e', HOLD);

  const holder = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    await using daemon = await startDaemon(namespace, `redis.unix_socket=${redis.socket}`, 'metrics.port=19092');
    const line = await daemon.logged('no metrics for now, trying again');
    assert.match(String(line['error']), /listen on ::1 port 19092: .*EADDRINUSE/);
    await namespace.batch(neighborCommands(10));
    await until('the rows are written', async () => (await macs(redis)).size === 10);
    holder.kill('SIGKILL');
    assert.equal(await daemon.metric('neighsyncd_rows'), 10);
    await daemon.stop();
  } finally {
    holder.kill('SIGKILL');
  }
});

const HOLD = `require('node:net').createServer().listen(19092, '::1', () => console.log('held'))`;
