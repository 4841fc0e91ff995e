/**
 * Measures `neighsyncd restore`: INTERFACES veth interfaces with NEIGHBORS neighbors each, half of which answer. Raises gc_thresh
 * in the kernel for that time, and restores it. Needs root.
 *
 * Usage: node scripts/restore-figures.ts [INTERFACES [NEIGHBORS]]   (default 1000 2)
 */

import { fillRestoreScene } from '../test/support/fill-restore-scene.ts';
import { makeNeighborRoom } from '../test/support/neighbor-room.ts';
import { createRestoreScene } from '../test/support/restore-scene.ts';

const [interfaces = 1000, neighbors = 2] = process.argv.slice(2).map(Number);
process.once('SIGINT', () => process.exit(1));
using _room = makeNeighborRoom(interfaces * neighbors * 2);
await using scene = await createRestoreScene();
await fillRestoreScene(scene, { interfaces, neighbors });
const startMs = performance.now();
const { code, stdout, stderr } = await scene.restore();
const tookMs = performance.now() - startMs;
const entries = (await scene.namespace.ip('neigh', 'show')).split('\n');
const states = ['REACHABLE', 'STALE', 'FAILED', 'INCOMPLETE', 'PROBE', 'DELAY'].map(
  (state) => `${state} ${entries.filter((line) => line.trimEnd().endsWith(state)).length}`,
);
process.stdout.write(`${interfaces} interfaces x ${neighbors} neighbors\n${stdout}${stderr}`);
process.stdout.write(`exit status ${code}, process start included ${Math.round(tookMs)} ms; ${states.join(', ')}\n`);
