import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighborsOf } from '../support/namespace.ts';
import { createRestoreScene } from '../support/restore-scene.ts';
import { until } from '../support/until.ts';

const HOST = '02:00:00:00:00:99';
const OLD = '02:00:00:00:00:02';

test('a VLAN over a bridge, a LAG, and sub-interfaces of a port and of the LAG', { timeout: 220_000 }, async () => {
  await using scene = await createRestoreScene();
  const { namespace, host, state } = scene;
  await scene.cable('Ethernet8', 'Ethernet12', 'Ethernet16');
  await namespace.batch([
    'link add Bridge type bridge vlan_filtering 1',
    'link set Bridge up',
    'link add link Bridge name Vlan10 up type vlan id 10',
    'addr add 10.10.0.1/24 dev Vlan10',
    'addr add 2001:db8:10::1/64 dev Vlan10',
    'link add PortChannel1 type bond mode active-backup miimon 100',
    'link set Ethernet12 down',
    'link set PortChannel1 up',
    'addr add 10.11.0.1/24 dev PortChannel1',
    'link add link PortChannel1 name Po1.30 up type vlan id 30',
    'addr add 10.13.0.1/24 dev Po1.30',
    'link set Ethernet16 down',
    'link add link Ethernet16 name Ethernet16.20 type vlan id 20',
    'addr add 10.12.0.1/24 dev Ethernet16.20',
  ]);
  await host.batch([
    ...['Ethernet8', 'Ethernet12', 'Ethernet16'].map((name) => `link set ${name} address ${HOST}`),
    'addr add 10.10.0.2/24 dev Ethernet8',
    'addr add 2001:db8:10::2/64 dev Ethernet8 nodad',
    'addr add 10.11.0.2/24 dev Ethernet12',
    'link add link Ethernet12 name sub30 up type vlan id 30',
    'addr add 10.13.0.2/24 dev sub30',
    'link add link Ethernet16 name sub20 up type vlan id 20',
    'addr add 10.12.0.2/24 dev sub20',
  ]);
  const rows = [
    ['Vlan10', '10.10.0.2'],
    ['Vlan10', '2001:db8:10::2'],
    ['PortChannel1', '10.11.0.2'],
    ['Po1.30', '10.13.0.2'],
    ['Ethernet16.20', '10.12.0.2'],
  ] as const;
  await scene.rows(rows.map(([dev, ip]) => [`${dev}:${ip}`, OLD]));
  // This machine is emulated: the program alone takes half a minute to start.
  await using running = await scene.start('--json', '--budget', '170');
  const has = async (dev: string, ip: string): Promise<boolean> => (await neighborsOf(namespace, dev)).has(ip);
  const restored = (dev: string, ip: string) => until(`${dev} ${ip} is restored`, () => has(dev, ip), 150_000);

  // The sub-interface is up as soon as its parent is.
  await namespace.batch(['link set Ethernet16 up', 'link set Ethernet16.20 up']);
  await restored('Ethernet16.20', '10.12.0.2');

  // The VLAN has a carrier as soon as the bridge has a port, but leads nowhere before STATE_DB has its member.
  await namespace.batch(['link set Ethernet8 master Bridge']);
  await namespace.bridge('vlan', 'add', 'vid', '10', 'pvid', 'untagged', 'dev', 'Ethernet8');
  await namespace.bridge('vlan', 'add', 'vid', '10', 'dev', 'Bridge', 'self');
  await until('the VLAN has a carrier', async () => /LOWER_UP/.test(await namespace.ip('link', 'show', 'Vlan10')));
  assert.equal(await has('Vlan10', '10.10.0.2'), false);
  await state('HSET', 'VLAN_MEMBER_TABLE|Vlan10|Ethernet8', 'state', 'ok');
  await restored('Vlan10', '10.10.0.2');
  await restored('Vlan10', '2001:db8:10::2');

  await state('HSET', 'LAG_MEMBER_TABLE|PortChannel1|Ethernet12', 'state', 'ok');
  assert.equal(await has('PortChannel1', '10.11.0.2'), false, 'the LAG has no carrier yet');
  await namespace.batch(['link set Ethernet12 master PortChannel1', 'link set Ethernet12 up']);
  await restored('PortChannel1', '10.11.0.2');
  await restored('Po1.30', '10.13.0.2');

  const { code, stdout, stderr } = await running.ended();
  assert.equal(code, 0, stdout + stderr);
  for (const [dev, ip] of rows) {
    await until(`${dev} ${ip} has answered`, async () => {
      return (await neighborsOf(namespace, dev)).get(ip)?.startsWith(`${HOST} `) === true;
    });
  }
});
