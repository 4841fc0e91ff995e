import type { VirtualClock } from '../../src/base/virtual-clock.ts';

/** Far more than anything needs that comes to an end. */
const TURNS = 20_000;

/** Lets everything happen that needs no time: promises, and what waits for the next turns of the event loop. */
export async function turns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Turns the hands to `toMs`; after each task that was due the event loop turns. */
export async function turnTo(clock: VirtualClock, toMs: number): Promise<void> {
  await turns(1);
  for (let nextMs = clock.nextMs(); nextMs !== undefined && nextMs <= toMs; nextMs = clock.nextMs()) {
    clock.advanceTo(nextMs);
    await turns(1);
  }
  clock.advanceTo(toMs);
}

/** Turns the hands from task to task until `condition` holds. */
export async function turnUntil(
  what: string,
  clock: VirtualClock,
  condition: () => boolean,
  turnsEach = 1,
): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    await turns(turnsEach);
    if (condition()) return;
    const nextMs = clock.nextMs();
    if (nextMs !== undefined) clock.advanceTo(nextMs);
  }
  throw new Error(`not within ${TURNS} turns of the hands, at ${clock.monotonicMs()} ms: ${what}`);
}
