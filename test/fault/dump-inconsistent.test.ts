import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createScene, recovered, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const PAIRS = 400;
const NEW_PAIRS = 50;
const ATTEMPTS = 30;
/** The daemon lets so much time pass between two readings. */
const SPACING_MS = 200;

/** The kernel says of its dump of links that it is inconsistent (NLM_F_DUMP_INTR); of its dump of neighbors it never does. */
test('links come while they are dumped: the kernel calls the dump inconsistent, and every row is right in the end', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ settings: ['netlink.receive_buffer_bytes=8192'] });
  const { namespace, daemon } = scene;
  // One receive takes sixteen parts of a dump: of 800 links it takes several, with time between them.
  await namespace.batch(
    Array.from({ length: PAIRS }, (_, index) => `link add swp${index} type veth peer name far${index}`),
  );
  let interrupted = 0;
  for (let attempt = 0; attempt < ATTEMPTS && interrupted === 0; attempt++) {
    // So many changes at once do not fit the buffer: the kernel is read while more links come.
    const mac = `02:00:${attempt + 10}`;
    const neighbors = neighborCommands(NEW_PAIRS * 8, { mac });
    const links = Array.from({ length: NEW_PAIRS }, (_, index) => [
      `link add new${attempt}x${index} type veth peer name end${attempt}x${index}`,
      ...neighbors.slice(index * 8, index * 8 + 8),
    ]);
    await namespace.batch(links.flat());
    await pause(SPACING_MS);
    interrupted = interruptions(scene);
  }
  const sinceMs = performance.now();
  assert.ok(interrupted > 0, 'no dump of links met a change');
  await recovered(t, scene, sinceMs);
  await until('it is healthy', async () => (await daemon.metric('neighsyncd_health_status')) === 1);
  await daemon.stop();
});

function interruptions({ daemon }: Scene): number {
  return daemon.log.filter(({ code }) => code === 'netlink_interrupted').length;
}
