import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { CHANGES } from './changes.ts';
import { createScene, recovered, type Scene, type SceneOptions } from './scene.ts';
import { until } from './until.ts';
import { ailing, healthy } from './vitals.ts';

/** With pauses that grow to 2 s there are about 30 in half a minute; without them, more than that in a tenth of a second. */
const MOST_ATTEMPTS = 100;

/** A Redis that answers, but does not take writes. */
export type Refusal = {
  readonly begin: (scene: Scene) => Promise<unknown>;
  /** What it puts on `resources` is disposed of before the scene. */
  readonly end: (scene: Scene, resources: AsyncDisposableStack) => Promise<unknown>;
  /** what the server answers */
  readonly reply: RegExp;
  readonly options?: SceneOptions;
};

/**
 * The daemon says at once that writes are refused and why, counts them, waits without spinning, stays ready (its Redis can
 * be reached), and makes all writes again once they are taken.
 */
export async function outlasts(t: TestContext, { begin, end, reply, options }: Refusal): Promise<void> {
  await using scene = await createScene(options);
  await using resources = new AsyncDisposableStack();
  const { daemon, namespace } = scene;
  await begin(scene);
  await namespace.batch(CHANGES);
  const { error } = await daemon.logged('rows could not be written and are tried again');
  assert.match(String(error), reply);
  await ailing(daemon, new RegExp(`writes are refused: .*${reply.source}`));
  assert.equal((await daemon.get('/readyz')).status, 200);
  assert.ok((await daemon.metric('neighsyncd_pending_neighbors')) > 0);
  assert.ok((await daemon.metric('neighsyncd_events_failed_total')) > 0);
  const refused = await daemon.metric('neighsyncd_redis_errors_total');
  assert.ok(refused > 0 && refused < MOST_ATTEMPTS, `it has tried ${refused} times`);
  await end(scene, resources);
  await recovered(t, scene, performance.now());
  await healthy(daemon);
  await until('nothing is pending', async () => (await daemon.metric('neighsyncd_pending_neighbors')) === 0);
  await daemon.stop();
}
