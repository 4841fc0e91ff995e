import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { runCli, startDaemon } from '../support/daemon.ts';
import { createNamespace, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { macs } from '../support/rows.ts';
import { converged } from '../support/scene.ts';
import { until } from '../support/until.ts';

/** The kernels that tests run on may have no VRFs (test/vm/vrf.test.ts is for one that does), but each has the default one. */
test('the default VRF is disabled, for one family and at all, and enabled again by SIGHUP', async (t) => {
  if (!needRoot(t)) return;
  await using redis = await startRedis();
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(200));
  const file = join(dirname(redis.socket), 'neighsyncd.conf');
  const configure = (lines: string): Promise<void> =>
    writeFile(file, `[redis]\nunix_socket = "${redis.socket}"\n[metrics]\nport = 0\n${lines}`);
  await configure('');
  process.env['NEIGHSYNCD_CONFIG'] = file;
  await using daemon = await startDaemon(namespace);
  await converged({ redis, namespace });
  const reload = async (lines: string, rows: number): Promise<void> => {
    await configure(lines);
    daemon.kill('SIGHUP');
    await until(`there are ${rows} rows`, async () => (await macs(redis)).size === rows);
  };

  await reload('[vrf.default]\nipv6_enabled = false\n', 100);
  await reload('[vrf.default]\nenabled = false\n', 0);
  assert.equal(await daemon.metric('neighsyncd_vrf_rows_deleted_total'), 200);
  const refused = daemon.log.length;
  await reload('[vrf.default]\nenable = true\n', 0);
  const { error } = await daemon.logged('the configuration was not changed', refused);
  assert.match(String(error), /vrf\.default\.enable: unknown key/);
  const from = daemon.log.length;
  await reload('', 200);
  assert.equal((await daemon.logged('neighbors of a VRF read again', from))['vrf'], 'default');
  await converged({ redis, namespace });
  const { code, stdout } = await runCli(namespace, 'verify');
  assert.equal(code, 0, stdout);
  await daemon.stop();
});
