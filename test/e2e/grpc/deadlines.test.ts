import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { ListNeighborsRequest } from '../../../clients/typescript/gen/neighsync/v1/neighbor_service.ts';
import type { NeighsyncService } from '../../../src/service/service.ts';
import { ask, type GrpcScene, type GrpcSceneOptions, openGrpcScene, refused } from '../../support/grpc.ts';

const DEADLINE = { timeout: 30_000 };

type Hanging = {
  readonly scene: GrpcScene;
  /** The signal that the operation was given. */
  readonly asked: Promise<AbortSignal>;
};

/** A comparison that never ends, and does not heed its signal. */
async function openHanging(options: GrpcSceneOptions = {}): Promise<Hanging> {
  const asked = Promise.withResolvers<AbortSignal>();
  const verify: NeighsyncService['verify'] = (signal) => {
    asked.resolve(signal);
    return new Promise(() => {});
  };
  return {
    scene: await openGrpcScene({ ...options, over: (service) => ({ ...service, verify }) }),
    asked: asked.promise,
  };
}

test('what takes longer than the time for a request is answered then', DEADLINE, async () => {
  const { scene, asked } = await openHanging({ limits: { request_timeout_ms: 200 } });
  await using _ = scene;
  const { code, reason, details } = await refused(ask(scene.daemon, 'verify', {}));
  assert.deepEqual([code, reason], [status.DEADLINE_EXCEEDED, 'deadline']);
  assert.equal(details, 'verify: no answer within 200 ms');
  assert.ok((await asked).aborted);
});

test("a client's own deadline ends the operation", DEADLINE, async () => {
  const { scene, asked } = await openHanging();
  await using _ = scene;
  const answer = ask(scene.daemon, 'verify', {}, { deadline: Date.now() + 500 });
  assert.equal((await refused(answer)).code, status.DEADLINE_EXCEEDED);
  const signal = await asked;
  if (!signal.aborted) await once(signal, 'abort');
});

test('a client that cancels ends the operation', DEADLINE, async () => {
  const { scene, asked } = await openHanging();
  await using _ = scene;
  const answer = Promise.withResolvers<number>();
  const call = scene.daemon.verify({}, (error) => answer.resolve(error?.code ?? status.OK));
  const signal = await asked;
  call.cancel();
  assert.equal(await answer.promise, status.CANCELLED);
  if (!signal.aborted) await once(signal, 'abort');
});

test('a close ends what hangs, and waits for what does not', DEADLINE, async () => {
  const { scene, asked } = await openHanging();
  const answer = refused(ask(scene.daemon, 'verify', {}));
  const signal = await asked;
  const closed = scene[Symbol.asyncDispose]();
  await Promise.all([closed, answer]);
  assert.ok(signal.aborted);
});

test('a close lets a call that has begun come to its end', DEADLINE, async () => {
  const asked = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const over = (service: NeighsyncService): NeighsyncService => ({
    ...service,
    list: async (query, signal) => {
      asked.resolve();
      await go.promise;
      return await service.list(query, signal);
    },
  });
  const scene = await openGrpcScene({ over });
  const answer = ask(scene.neighbors, 'listNeighbors', ListNeighborsRequest.fromPartial({}));
  await asked.promise;
  const closed = scene.server[Symbol.asyncDispose]();
  go.resolve();
  assert.equal((await answer).totalSize, 0);
  scene.neighbors.close();
  scene.daemon.close();
  await closed;
});
