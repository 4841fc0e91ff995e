import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startConsumer } from '../support/consumer.ts';
import type { Daemon } from '../support/daemon.ts';
import { kernelRows, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { macs, storeRows } from '../support/rows.ts';
import { recovered } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { createWarmSwitch, type WarmSwitch } from '../support/warm-switch.ts';

const ROWS = 3_000;
const STORED_MAC = '02:66:66:66:66:66';

/** Where a warm start is killed. */
const INSTANTS: readonly (readonly [string, (made: WarmSwitch, daemon: Daemon) => Promise<unknown>])[] = [
  ['before its state is restored', (_made, daemon) => daemon.logged('warm start')],
  ['while it waits for the flag', (made) => made.reached('restored')],
  [
    'while it writes what differs',
    async (made) => {
      await made.setFlag();
      await until('some rows are written', async () => {
        const rows = [...(await macs(made.redis)).values()];
        return rows.some((mac) => mac !== STORED_MAC);
      });
    },
  ],
];

for (const [where, instant] of INSTANTS) {
  test(`killed ${where}, the next start is warm again and ends right`, async (t) => {
    if (!needRoot(t)) return;
    await using made = await createWarmSwitch();
    await made.namespace.batch(neighborCommands(ROWS));
    const keys = [...(await kernelRows(made.namespace)).keys()];
    await storeRows(
      made.redis,
      keys.map((key) => [key, STORED_MAC]),
    );
    await storeRows(made.redis, [['Ethernet0:10.9.9.9', STORED_MAC]]);
    await using _consumer = await startConsumer(made.redis);
    const first = await made.start();
    await instant(made, first);
    first.kill('SIGKILL');
    await first.ended();
    const sinceMs = performance.now();
    await made.setFlag();
    await made.state('HDEL', 'WARM_RESTART_TABLE|neighsyncd', 'state');
    await made.start();
    await made.reached('reconciled');
    await recovered(t, made, sinceMs);
    assert.equal(await made.state('HGET', 'WARM_RESTART_TABLE|neighsyncd', 'restore_count'), '2');
  });
}
