import type { FloodRequest } from '../test/support/flood-request.ts';

/** What churn knows of its neighbors, by their numbers. */
export type ChurnNeighbors = {
  /** how many there may be: half of them are there at the start */
  readonly room: number;
  readonly present: Uint8Array;
  readonly stale: Uint8Array;
  /** of the MAC, modulo 256 */
  readonly round: Uint8Array;
};

/** Shares of the changes; the rest are adds and deletes, which keep each other in balance. */
const MAC_SHARE = 0.3;
const STATE_SHARE = 0.4;

/** @param neighbors the first so many are there, permanent, with the MAC of round 0 */
export function createChurn(neighbors: number): ChurnNeighbors {
  const room = 2 * neighbors;
  const present = new Uint8Array(room).fill(1, 0, neighbors);
  return { room, present, stale: new Uint8Array(room), round: new Uint8Array(room) };
}

/**
 * The next change: 30 % another MAC, 40 % another state with the same MAC, and of the rest whatever a neighbor drawn by chance
 * allows, coming or going. Every change is one.
 */
export function churnStep(state: ChurnNeighbors, random: () => number): Omit<FloodRequest, 'ifindex' | 'ack'> {
  const draw = random();
  const index = Math.floor(random() * state.room);
  if (draw >= MAC_SHARE + STATE_SHARE) {
    const isPresent = state.present[index] === 1;
    state.present[index] = isPresent ? 0 : 1;
    state.stale[index] = 0;
    return { op: isPresent ? 'del' : 'add', index, round: state.round[index] ?? 0 };
  }
  const present = nextPresent(state, index);
  if (draw < MAC_SHARE) state.round[present] = (state.round[present] ?? 0) + 1;
  else state.stale[present] = state.stale[present] === 1 ? 0 : 1;
  return {
    op: 'add',
    index: present,
    round: state.round[present] ?? 0,
    state: state.stale[present] === 1 ? 'stale' : 'permanent',
  };
}

function nextPresent({ present, room }: ChurnNeighbors, from: number): number {
  for (let step = 0; step < room; step++) {
    const index = (from + step) % room;
    if (present[index] === 1) return index;
  }
  return from;
}
