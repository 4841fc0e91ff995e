import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { converged, createScene, recovered } from '../support/scene.ts';
import { flood } from '../support/start-flood.ts';

const ROUNDS = 50;
const LOOK_EVERY = 5;
const KEYS = 20;
const MAC_ROUNDS = 5;

test('of a neighbor that goes and comes, and of one that comes and goes, the last state wins, 50 times', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: KEYS });
  for (let round = 0; round < ROUNDS; round++) {
    await scene.namespace.batch(Array.from({ length: KEYS }, (_, key) => restless(key, round)).flat());
    if (round % LOOK_EVERY === 0) await converged(scene);
  }
  await converged(scene);
  await scene.daemon.stop();
});

test('right after five rounds of 10,000 MAC changes each row has the last MAC', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await createScene({ neighbors: 0 });
  const rounds = Array.from({ length: MAC_ROUNDS }, (_, round) => ({ op: 'add', count: 10_000, round }) as const);
  await flood(scene.namespace, ...rounds);
  await recovered(t, scene, performance.now());
  await scene.daemon.stop();
});

/** Some turns of coming and going, as many as key and round say; at the end it is there in one half of the rounds. */
function restless(key: number, round: number): readonly string[] {
  const address = key % 2 === 0 ? `10.0.5.${key + 2}` : `2001:db8::5:${key + 2}`;
  const turns = 1 + ((key * 7 + round * 3) % 5);
  const come = (turn: number): string =>
    `neigh replace ${address} lladdr 02:00:05:${hex(round)}:${hex(turn)}:${hex(key)} dev Ethernet0 nud permanent`;
  const go = `neigh del ${address} dev Ethernet0`;
  const lines = Array.from({ length: turns }, (_, turn) => [come(turn), go]).flat();
  return (key + round) % 2 === 0 ? lines : [...lines, come(turns)];
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
