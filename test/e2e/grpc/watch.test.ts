import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { type ClientReadableStream, type ServiceError, status } from '@grpc/grpc-js';
import {
  SnapshotReason,
  WatchNeighborsRequest,
  type WatchNeighborsResponse,
} from '../../../clients/typescript/gen/neighsync/v1/watch.ts';
import { type GrpcScene, openGrpcScene, refusalOf } from '../../support/grpc.ts';
import { until } from '../../support/until.ts';

const DEADLINE = { timeout: 60_000 };
const MAC = '02:00:00:00:00:01';

type Watch = {
  readonly call: ClientReadableStream<WatchNeighborsResponse>;
  readonly next: () => Promise<WatchNeighborsResponse['event']>;
};

function watch(scene: GrpcScene, request: Partial<WatchNeighborsRequest> = {}): Watch {
  const call = scene.neighbors.watchNeighbors(WatchNeighborsRequest.fromPartial(request));
  const events: AsyncIterator<WatchNeighborsResponse> = call[Symbol.asyncIterator]();
  return { call, next: async () => (await events.next()).value?.event };
}

async function failure(call: ClientReadableStream<WatchNeighborsResponse>): Promise<ServiceError> {
  const [error]: ServiceError[] = await once(call, 'error');
  assert.ok(error !== undefined);
  return error;
}

test('a watch tells what there is, and then what happens, until it is cancelled', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  scene.service.put({ ipAddress: '10.0.0.1', macAddress: MAC, interface: 'Vlan10' });
  const { call, next } = watch(scene);
  assert.deepEqual(await next(), { $case: 'snapshot', value: { reason: SnapshotReason.SNAPSHOT_REASON_START } });
  const present = await next();
  assert.ok(present?.$case === 'present');
  assert.equal(present.value.neighbor?.ipAddress, '10.0.0.1');
  assert.equal((await next())?.$case, 'synced');
  scene.service.put({ ipAddress: '10.0.0.2', macAddress: MAC, interface: 'Vlan10' });
  const changed = await next();
  assert.ok(changed?.$case === 'changed');
  assert.equal(changed.value.neighbor?.ipAddress, '10.0.0.2');
  scene.service.drop('10.0.0.1');
  const gone = await next();
  assert.ok(gone?.$case === 'gone');
  assert.deepEqual([gone.value.ipAddress, gone.value.interface], ['10.0.0.1', 'Vlan10']);
  scene.service.heartbeat();
  assert.deepEqual(await next(), { $case: 'heartbeat', value: { revision: gone.value.revision } });
  call.on('error', () => {});
  call.cancel();
  await until('0 watches are open', () => scene.service.openWatches() === 0);
});

test('a watch goes on from a revision, with its filter', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  const first = watch(scene);
  await first.next();
  const synced = await first.next();
  assert.ok(synced?.$case === 'synced');
  first.call.on('error', () => {});
  first.call.cancel();
  scene.service.put({ ipAddress: '10.0.0.1', macAddress: MAC, interface: 'Ethernet0' });
  scene.service.put({ ipAddress: '10.0.0.2', macAddress: MAC, interface: 'Vlan10' });
  const filter = { interface: 'Vlan10', state: 0, family: 0, vrf: '', macAddress: '', prefix: '', source: 0 } as const;
  const second = watch(scene, { filter, fromRevision: synced.value.revision });
  const changed = await second.next();
  assert.ok(changed?.$case === 'changed');
  assert.equal(changed.value.neighbor?.ipAddress, '10.0.0.2');
  second.call.on('error', () => {});
  second.call.cancel();
});

test('a watch that cannot be is refused with its details', DEADLINE, async () => {
  await using scene = await openGrpcScene({ maxWatches: 1 });
  const held = watch(scene);
  await held.next();
  const many = refusalOf(await failure(watch(scene).call.resume()));
  assert.deepEqual([many.code, many.reason], [status.RESOURCE_EXHAUSTED, 'busy']);
  const request = WatchNeighborsRequest.fromPartial({ filter: { prefix: 'x' } });
  const wrong = refusalOf(await failure(scene.neighbors.watchNeighbors(request).resume()));
  assert.deepEqual([wrong.code, wrong.fields[0]?.field], [status.INVALID_ARGUMENT, 'prefix']);
  held.call.on('error', () => {});
  held.call.cancel();
});

test('a watch lasts longer than a request may, and ends when the server does', DEADLINE, async () => {
  const scene = await openGrpcScene({ limits: { request_timeout_ms: 100 } });
  const { call, next } = watch(scene);
  await next();
  await next();
  // Longer than a request and the time for its answer to be taken.
  await after(6_000);
  scene.service.heartbeat();
  assert.equal((await next())?.$case, 'heartbeat');
  call.resume();
  const [error] = await Promise.all([failure(call), scene.server[Symbol.asyncDispose]()]);
  assert.deepEqual([refusalOf(error).code, refusalOf(error).reason], [status.CANCELLED, 'aborted']);
  await scene[Symbol.asyncDispose]();
});

const NEIGHBORS = 20_000;

function fill(scene: GrpcScene): void {
  for (let number = 0; number < NEIGHBORS; number++) {
    const ipAddress = `10.1.${number >> 8}.${number & 0xff}`;
    scene.service.put({ ipAddress, macAddress: MAC, interface: 'Vlan10', vrf: 'x'.repeat(200) });
  }
}

test('what a watcher does not read is not asked for, and comes when it reads on', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  fill(scene);
  const { call, next } = watch(scene);
  await next();
  const still = async (): Promise<number> => {
    const before = scene.service.pulled();
    await after(500);
    return scene.service.pulled() === before ? before : await still();
  };
  assert.ok((await still()) < NEIGHBORS / 2);
  let present = 0;
  for (let event = await next(); event?.$case !== 'synced'; event = await next()) present++;
  assert.equal(present, NEIGHBORS);
  call.on('error', () => {});
  call.cancel();
});

test('a watcher that takes nothing is ended, and one that waits for something to happen is not', DEADLINE, async () => {
  await using scene = await openGrpcScene({ stallMs: 500 });
  const idle = watch(scene);
  await idle.next();
  await idle.next();
  const other = watch(scene, { filter: { interface: 'Ethernet0' } as WatchNeighborsRequest['filter'] });
  await other.next();
  // Both are told all there is, and then nothing for longer than a watcher may take nothing.
  await other.next();
  await after(1_500);
  scene.service.heartbeat();
  for (const { next } of [idle, other]) assert.equal((await next())?.$case, 'heartbeat');
  fill(scene);
  let read = 0;
  const reading = (async () => {
    while ((await idle.next()) !== undefined) read++;
  })().catch(() => {});
  const stalled = watch(scene);
  await stalled.next();
  await until('2 watches are open', () => scene.service.openWatches() === 2);
  const readOn = async (): Promise<void> => {
    while (true) await stalled.next();
  };
  await assert.rejects(readOn(), { code: status.RESOURCE_EXHAUSTED });
  await until('all is read', () => read > NEIGHBORS);
  for (const { call } of [idle, other]) {
    call.on('error', () => {});
    call.cancel();
  }
  await reading;
});
