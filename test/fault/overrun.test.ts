import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { createScene, recovered, type Scene } from '../support/scene.ts';
import { flood } from '../support/start-flood.ts';
import { until } from '../support/until.ts';

const DROPPED = 'the kernel dropped events; its table was read again';
const STORM_ROUNDS = 15;

const SIZES = [
  ['an 8 KB buffer', ['netlink.receive_buffer_bytes=8192']],
  ['the default buffer', []],
] as const;

for (const [name, settings] of SIZES) {
  test(`stopped while 200,000 neighbors come and 100,000 of them go, it catches up in the same process, with ${name}`, async (t) => {
    if (!needRoot(t)) return;
    await using scene = await createScene({ neighbors: 0, settings });
    const { namespace, daemon } = scene;
    const looks = (): Promise<number> => daemon.metric('neighsyncd_kernel_resyncs_total');
    await until('the kernel was looked at twice', async () => (await looks()) === 2);
    daemon.kill('SIGSTOP');
    await flood(namespace, { op: 'add', count: 200_000 }, { op: 'del', count: 100_000 });
    const sinceMs = performance.now();
    daemon.kill('SIGCONT');
    await rowsAre(scene, 100_000);
    await recovered(t, scene, sinceMs);
    assert.ok((await daemon.metric('neighsyncd_netlink_overruns_total')) >= 1);
    assert.ok((await looks()) > 2);
    await until('it is healthy', async () => (await daemon.metric('neighsyncd_health_status')) === 1);
    await flood(namespace, { op: 'del', first: 150_000, count: 1 });
    await rowsAre(scene, 99_999);
    oneLineAMinute(scene, sinceMs);
    await daemon.stop();
  });
}

test('a storm that an 8 KB buffer cannot take costs one line in the log, and ends with every row right', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 0, settings: ['netlink.receive_buffer_bytes=8192'] });
  const rounds = Array.from({ length: STORM_ROUNDS }, (_, round) => round);
  const sinceMs = performance.now();
  await flood(
    scene.namespace,
    ...rounds.flatMap((round) => [
      { op: 'add', count: 20_000, round } as const,
      { op: 'del', first: round * 100, count: 100 } as const,
    ]),
  );
  await recovered(t, scene, performance.now());
  assert.ok((await scene.daemon.metric('neighsyncd_netlink_overruns_total')) >= 1);
  oneLineAMinute(scene, sinceMs);
  await scene.daemon.stop();
});

/** The cheap question first: a comparison of so many rows takes the processor from the daemon. */
function rowsAre({ redis }: Scene, count: number): Promise<void> {
  return until(`there are ${count} rows`, async () => (await redis.cli('DBSIZE')) === String(count));
}

function oneLineAMinute({ daemon }: Scene, sinceMs: number): void {
  const lines = daemon.log.filter(({ message }) => message === DROPPED).length;
  assert.ok(lines >= 1 && lines <= 1 + (performance.now() - sinceMs) / 60_000, `${lines} lines`);
}
