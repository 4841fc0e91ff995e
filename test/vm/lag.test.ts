import assert from 'node:assert/strict';
import { test } from 'node:test';
import { macs, sorted } from '../support/rows.ts';
import { converged, createScene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const LAG = 'PortChannel0001';
const MEMBERS = ['Ethernet4', 'Ethernet8'] as const;

const neighbor = (address: string, state = 'permanent', dev = LAG): string =>
  `neigh replace ${address} lladdr 02:00:00:00:20:01 dev ${dev} nud ${state}`;

test('a LAG of two ports', async (t) => {
  await using scene = await createScene({ neighbors: 10 });
  const { namespace, redis, daemon } = scene;
  const { ip, batch } = namespace;
  const rowsOfLag = async (): Promise<readonly string[]> =>
    [...(await macs(redis)).keys()].filter((key) => key.startsWith(`${LAG}:`)).map((key) => key.slice(LAG.length + 1));
  await batch([
    'link add Ethernet8 type veth peer name peer8',
    'link set peer8 up',
    'link set Ethernet8 up',
    neighbor('10.8.0.2', 'permanent', 'Ethernet8'),
    `link add ${LAG} type bond mode active-backup miimon 100`,
  ]);
  await converged(scene);

  await t.test('ports become members: their own rows go, and those of the LAG come', async () => {
    for (const member of MEMBERS) await batch([`link set ${member} down`, `link set ${member} master ${LAG}`]);
    await batch([
      `link set ${LAG} up`,
      `addr add 10.21.0.1/16 dev ${LAG}`,
      neighbor('10.21.0.2'),
      neighbor('2001:db8:21::2'),
      neighbor('10.21.0.3', 'stale'),
    ]);
    await converged(scene);
    assert.equal((await rowsOfLag()).length, 3);
    assert.equal((await macs(redis)).has('Ethernet8:10.8.0.2'), false);
  });

  await t.test('a member leaves and another loses its carrier: rows stay as long as one carries', async () => {
    await until('the LAG carries', async () => (await ip('link', 'show', LAG)).includes('LOWER_UP'));
    const before = sorted(await macs(redis));
    await ip('link', 'set', 'peer4', 'down');
    await until('the other carries', async () =>
      (await ip('-d', 'link', 'show', LAG)).includes('active_slave Ethernet8'),
    );
    await ip('link', 'set', 'Ethernet4', 'nomaster');
    await batch([neighbor('10.21.0.4')]);
    await until('the next neighbor is there', async () => (await rowsOfLag()).includes('10.21.0.4'));
    const after = sorted(await macs(redis)).filter(([key]) => key !== `${LAG}:10.21.0.4`);
    assert.deepEqual(after, before);
  });

  await t.test('the last member loses its carrier: only permanent rows stay', async () => {
    await ip('link', 'set', 'peer8', 'down');
    await until('the kernel has evicted', async () => !(await ip('neigh', 'show', 'dev', LAG)).includes('10.21.0.3'));
    await converged(scene);
    assert.deepEqual([...(await rowsOfLag())].sort(), ['10.21.0.2', '10.21.0.4', '2001:db8:21::2']);
  });

  await t.test('the LAG is deleted: its rows go, and its member has rows again', async () => {
    await ip('link', 'del', LAG);
    await batch(['link set Ethernet8 up', 'link set peer8 up', neighbor('10.8.0.3', 'permanent', 'Ethernet8')]);
    await converged(scene);
    assert.deepEqual(await rowsOfLag(), []);
    assert.equal((await macs(redis)).has('Ethernet8:10.8.0.3'), true);
    assert.ok((await daemon.metric('neighsyncd_kernel_resyncs_total')) <= 2, 'none of it needs a dump');
    // Only a daemon that ends well leaves its compiled code to the next.
    await daemon.stop();
  });
});
