import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import {
  type HealthCheckResponse,
  HealthClient,
  HealthCheckResponse_ServingStatus as Serving,
} from '../../../src/api/grpc/gen/grpc/health/v1/health.ts';
import type { HealthInfo } from '../../../src/service/reports.ts';
import { HEALTH } from '../../support/fake-reports.ts';
import { ask, openGrpcScene, refused } from '../../support/grpc.ts';

const DEADLINE = { timeout: 30_000 };
const OUR_SERVICES = ['neighsync.v1.DaemonService', 'neighsync.v1.NeighborService'];

for (const [what, health, serving] of [
  ['healthy', {}, Serving.SERVING],
  ['degraded', { isHealthy: false, status: 'degraded' }, Serving.SERVING],
  ['unhealthy', { isHealthy: false, status: 'unhealthy' }, Serving.NOT_SERVING],
  ['not ready', { ready: false }, Serving.NOT_SERVING],
] as const satisfies readonly (readonly [string, Partial<HealthInfo>, Serving])[]) {
  test(`a daemon that is ${what}`, DEADLINE, async () => {
    await using scene = await openGrpcScene();
    const client = scene.client(HealthClient);
    scene.service.say({ health: { ...HEALTH, ...health } });
    for (const service of ['', ...OUR_SERVICES]) {
      assert.equal((await ask(client, 'check', { service })).status, serving);
    }
    const { statuses } = await ask(client, 'list', {});
    assert.deepEqual(statuses, new Map(['', ...OUR_SERVICES].map((service) => [service, { status: serving }])));
  });
}

test('watches of the health leave room for others', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  const client = scene.client(HealthClient);
  const watches = Array.from({ length: 64 }, () => client.watch({ service: '' }).on('error', () => {}));
  for (const watch of watches) await once(watch, 'data');
  const late = client.watch({ service: '' });
  const [error] = (await once(late, 'error')) as [{ readonly code: number }];
  assert.equal(error.code, status.RESOURCE_EXHAUSTED);
  for (const watch of watches) watch.cancel();
  await ask(scene.daemon, 'getHealth', {});
});

test('a service that there is not', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  const client = scene.client(HealthClient);
  assert.equal((await refused(ask(client, 'check', { service: 'none' }))).code, status.NOT_FOUND);
  const watch = client.watch({ service: 'none' });
  const changes: AsyncIterator<HealthCheckResponse> = watch[Symbol.asyncIterator]();
  assert.deepEqual((await changes.next()).value, { status: Serving.SERVICE_UNKNOWN });
  watch.on('error', () => {});
  watch.cancel();
});

test('a watch tells changes', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  const watch = scene.client(HealthClient).watch({ service: '' });
  const changes: AsyncIterator<HealthCheckResponse> = watch[Symbol.asyncIterator]();
  assert.deepEqual((await changes.next()).value, { status: Serving.SERVING });
  scene.service.say({ health: { ...HEALTH, ready: false } });
  assert.deepEqual((await changes.next()).value, { status: Serving.NOT_SERVING });
  watch.on('error', () => {});
  watch.cancel();
});
