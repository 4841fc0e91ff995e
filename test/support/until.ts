import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 30_000;
const LOOK_MS = 5;

/** Waits until `condition` holds; fails with `what` and the last reason after 30 s, or `deadlineMs`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await pause(LOOK_MS);
  }
}
