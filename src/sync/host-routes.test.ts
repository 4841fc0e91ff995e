import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HostRoutes } from './host-routes.ts';

const IP = Uint8Array.of(10, 0, 0, 1);

test('a removal that failed waits again, unless the neighbor has gone or changed its VRF meanwhile', () => {
  const routes = new HostRoutes();
  routes.put('Vlan10', IP, 'Vrf-red');
  routes.put('Vlan20', IP, 'Vrf-blue');
  routes.put('Vlan30', IP, 'Vrf-green');
  assert.equal(routes.take().length, 3);
  assert.equal(routes.size, 0);
  routes.forget('Vlan20', IP);
  routes.put('Vlan30', IP, 'Vrf-white');
  routes.settle(false);
  assert.deepEqual(
    routes.take().map(({ vrf }) => vrf),
    ['Vrf-white', 'Vrf-red'],
  );
  routes.settle(true);
  routes.settle(false);
  assert.equal(routes.size, 0);
});
