import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighborsOf } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createRestoreScene } from '../support/restore-scene.ts';
import { until } from '../support/until.ts';

const LIMIT = { timeout: 300_000 };
const HOST = '02:00:00:00:00:99';
const OLD = '02:00:00:00:00:02';

test('a budget that has run out sets the flag and ends with status 1', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([
    ['Ethernet0:10.0.0.2', OLD],
    ['Vlan10:10.10.0.2', OLD],
  ]);
  const { code, stdout } = await scene.restore('--budget', '2');
  assert.equal(code, 1);
  assert.match(stdout, /^restore: ended, for the budget has run out after 2\.\d s: 1 of 2 neighbors in the kernel/m);
  assert.match(stdout, /^restore: not ready: Vlan10 missing$/m);
  assert.match(stdout, /^restore: the restored flag is set$/m);
  assert.ok(await scene.isRestored());
});

test('SIGTERM ends it at once, and the flag is set', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([
    ['Ethernet0:10.0.0.2', OLD],
    ['Vlan10:10.10.0.2', OLD],
  ]);
  await using running = await scene.start();
  await until('one is restored', async () => (await neighborsOf(scene.namespace, 'Ethernet0')).has('10.0.0.2'));
  running.kill('SIGTERM');
  const { code, stdout } = await running.ended();
  assert.deepEqual([code, await scene.isRestored()], [1, true]);
  assert.match(stdout, /^restore: interrupted after .*1 of 2 neighbors/m);
});

for (const enabled of ['neither', 'swss'] as const) {
  test(
    `with ${enabled} enabled nothing is restored, and ${enabled === 'swss' ? 'only the flag' : 'nothing'} is written`,
    LIMIT,
    async (t) => {
      if (!needRoot(t)) return;
      await using scene = await createRestoreScene(enabled);
      await scene.rows([['Ethernet0:10.0.0.2', OLD]]);
      const before = await scene.state('--scan');
      const { code, stdout } = await scene.restore();
      assert.equal(code, 0);
      assert.match(stdout, enabled === 'swss' ? /only swss was restarted/ : /skipped, for this is no warm start/);
      assert.equal(await scene.isRestored(), enabled === 'swss');
      if (enabled === 'neither') assert.deepEqual(await scene.state('--scan'), before);
      assert.equal(await scene.state('HGETALL', 'WARM_RESTART_TABLE|neighsyncd'), 'restore_count\n1');
      assert.equal((await neighborsOf(scene.namespace, 'Ethernet0')).has('10.0.0.2'), false);
    },
  );
}

test('an empty table is restored at once', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  const { code, stdout } = await scene.restore();
  assert.equal(code, 0);
  assert.match(stdout, /0 of 0 neighbors/);
  assert.ok(await scene.isRestored());
});

test('without capabilities nothing is restored; it says so, and sets the flag', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([['Ethernet0:10.0.0.2', OLD]]);
  const { code, stdout, stderr } = await scene.restoreAs('--inh-caps=-all', '--bounding-set=-all');
  assert.deepEqual([code, await scene.isRestored()], [1, true]);
  assert.match(stdout, /given up, for the kernel does not permit it \(CAP_NET_ADMIN\)/);
  assert.match(stderr, /open packet socket: EPERM: .*; neighbors are restored but not asked, ignoring/);
});

test('without CAP_NET_RAW neighbors are restored, but not asked', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([['Ethernet0:10.0.0.2', OLD]]);
  const { code, stdout } = await scene.restoreAs('--inh-caps=-net_raw', '--bounding-set=-net_raw');
  assert.deepEqual([code, await scene.isRestored()], [0, true]);
  assert.match(stdout, /^restore: not asked: 1 EPERM$/m);
  assert.equal((await neighborsOf(scene.namespace, 'Ethernet0')).get('10.0.0.2'), `${OLD} STALE`);
});

test('a Redis that dies in the middle is waited for, and gets the flag when it is back', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.rows([
    ['Ethernet0:10.0.0.2', OLD],
    ['Ethernet4:10.4.0.2', OLD],
  ]);
  await using running = await scene.start('--json');
  await until('one is restored', async () => (await neighborsOf(scene.namespace, 'Ethernet0')).has('10.0.0.2'));
  await scene.redis.kill('SIGKILL');
  await scene.namespace.batch(['addr add 10.4.0.1/24 dev Ethernet4']);
  await until('the other, too', async () => (await neighborsOf(scene.namespace, 'Ethernet4')).has('10.4.0.2'));
  await scene.redis.restart();
  const { code, stdout, stderr } = await running.ended();
  assert.deepEqual([code, await scene.isRestored()], [0, true], stdout);
  assert.match(stderr, /waiting for Redis: /);
  assert.equal(JSON.parse(stdout).restored, 2);
});

test('an interface that flaps has its neighbors in the end', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  const { namespace, host } = scene;
  await scene.cable('Ethernet8');
  await namespace.batch(['addr add 10.8.0.1/24 dev Ethernet8']);
  const rows = Array.from({ length: 200 }, (_, index) => [`Ethernet8:10.8.0.${index + 2}`, HOST] as const);
  await scene.rows([...rows, ['Ethernet4:10.4.0.2', OLD]]);
  await using running = await scene.start('--json');
  await until('it has begun', async () => (await neighborsOf(namespace, 'Ethernet8')).size > 0);
  for (let round = 0; round < 5; round++) {
    await host.batch(['link set Ethernet8 down', 'link set Ethernet8 up']);
    await namespace.batch(['link set Ethernet8 down', 'link set Ethernet8 up']);
  }
  // The addresses were kept: IPv4 has no reason to lose them.
  await until('all are there again', async () => (await neighborsOf(namespace, 'Ethernet8')).size >= 200);
  await namespace.batch(['addr add 10.4.0.1/24 dev Ethernet4']);
  const { code, stdout } = await running.ended();
  assert.equal(code, 0, stdout);
  assert.equal((await neighborsOf(namespace, 'Ethernet8')).size, 200);
});

test(
  'a Redis that is not there in time ends it with status 69, before anything is known and after',
  LIMIT,
  async (t) => {
    if (!needRoot(t)) return;
    await using scene = await createRestoreScene();
    await scene.rows([['Ethernet0:10.0.0.2', OLD]]);
    await using running = await scene.start('--budget', '5');
    await until('it is restored', async () => (await neighborsOf(scene.namespace, 'Ethernet0')).has('10.0.0.2'));
    await scene.redis.kill('SIGKILL');
    const { code, stdout } = await running.ended();
    assert.equal(code, 69);
    assert.match(stdout, /^restore: done after .*1 of 1 neighbor /m);
    assert.match(stdout, /^restore: the restored flag is not set: .*redis\.sock/m);
    const late = await scene.restore('--budget', '1');
    assert.deepEqual([late.code, late.stdout], [69, '']);
    assert.match(late.stderr, /^neighsyncd: .*redis\.sock/m);
  },
);

test('a Redis that tells of no changes is read again and again', LIMIT, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createRestoreScene();
  await scene.redis.cli('CONFIG', 'SET', 'notify-keyspace-events', '');
  await scene.cable('Vlan10');
  await scene.namespace.batch(['addr add 10.10.0.1/24 dev Vlan10']);
  await scene.rows([
    ['Vlan10:10.10.0.2', OLD],
    ['Ethernet0:10.0.0.2', OLD],
  ]);
  await using running = await scene.start();
  await until('it waits', async () => (await neighborsOf(scene.namespace, 'Ethernet0')).has('10.0.0.2'));
  await scene.state('HSET', 'VLAN_MEMBER_TABLE|Vlan10|Ethernet0', 'state', 'ok');
  const { code, stdout } = await running.ended();
  assert.equal(code, 0, stdout);
  assert.ok((await neighborsOf(scene.namespace, 'Vlan10')).has('10.10.0.2'));
});
