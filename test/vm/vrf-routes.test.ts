import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld, operations, redisCommand, start } from '../support/scenario/world.ts';
import { DATABASES } from '../support/switch-databases.ts';
import { until } from '../support/until.ts';
import { createVrfs, MAC, neighbor } from '../support/vrfs.ts';

test('the host route of a moved neighbor goes from the VRF that its interface is in, by CONFIG_DB disabled or not', async () => {
  await using world = await createWorld();
  const { namespace } = world;
  await createVrfs(namespace);
  const configDb = (...command: readonly string[]) => redisCommand(world, DATABASES.config_db, ...command);
  const routes = async (): Promise<string> =>
    (await redisCommand(world, DATABASES.appl_db, 'SMEMBERS', 'ROUTE_TABLE_DEL_SET')).split('\n').sort().join(' ');
  const took = (op: string, key: string): Promise<void> =>
    until(`${op} ${key}`, () => operations(world).some((one) => one.op === op && one.key === key));
  await configDb('HSET', 'VXLAN_EVPN_NVO|nvo1', 'source_vtep', 'vtep1');
  await start(world);
  await took('SET', 'Ethernet0:10.1.0.2');
  assert.equal(await routes(), '');
  await namespace.batch([neighbor('10.1.0.9', MAC.red, 'Ethernet0'), neighbor('10.1.0.9', MAC.blue, 'Ethernet4')]);
  await took('SET', 'Ethernet0:10.1.0.9');
  await took('SET', 'Ethernet4:10.1.0.9');
  assert.equal(await routes(), 'Vrf_blue:10.1.0.9 Vrf_red:10.1.0.9');
  // On an interface of no VRF there is no host route to remove.
  await namespace.batch([neighbor('10.1.0.10', MAC.other, 'Ethernet8')]);
  await took('SET', 'Ethernet8:10.1.0.10');
  await namespace.batch(['link set Ethernet8 master Vrf_blue', neighbor('10.1.0.11', MAC.other, 'Ethernet8')]);
  await took('SET', 'Ethernet8:10.1.0.11');
  assert.equal(await routes(), 'Vrf_blue:10.1.0.11 Vrf_blue:10.1.0.9 Vrf_red:10.1.0.9');
  await configDb('HSET', 'NEIGHSYNCD|vrf|Vrf_red', 'enabled', 'false');
  await took('DEL', 'Ethernet0:10.1.0.2');
  await took('DEL', 'Ethernet0:10.1.0.9');
  await configDb('DEL', 'NEIGHSYNCD|vrf|Vrf_red');
  await until(
    'they are back',
    () => operations(world).filter(({ op, key }) => op === 'SET' && key === 'Ethernet0:10.1.0.2').length === 2,
  );
});
