import { createVirtualClock } from '../../src/base/virtual-clock.ts';
import type { FakeKernel } from '../../src/netlink/fake-kernel.ts';
import { type FakeTable, type World, world } from './sync-world.ts';
import { turnTo } from './turn.ts';

export const TIMER_MS = 5_000;
const START_MS = 1_000;

type Scene = { readonly made: World; readonly pass: (ms: number) => Promise<void> };

/** A warm start over a kernel and a table, and time that passes by hand. */
export async function startWarm(
  setUp: (kernel: FakeKernel, table: FakeTable) => void,
  play: (scene: Scene) => Promise<void>,
  timerMs = TIMER_MS,
): Promise<void> {
  const clock = createVirtualClock(START_MS);
  const made = await world(setUp, { clock, random: () => 0, start: { kind: 'warm', timerMs } });
  const pass = async (ms: number): Promise<void> => {
    made.kernel.deliver();
    await turnTo(clock, clock.monotonicMs() + ms);
  };
  try {
    await pass(100);
    await play({ made, pass });
  } finally {
    const ended = made[Symbol.asyncDispose]();
    await pass(2_000);
    await ended;
  }
}
