import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** The second kernel (npm run test:vm) runs in software emulation. */
const SLOWNESS = readFileSync('/proc/cmdline', 'utf8').includes('neighsyncd.job=') ? 5 : 1;
const DEADLINE_MS = 30_000 * SLOWNESS;
const LOOK_MS = 5;

/**
 * Waits until `condition` holds; fails with `what` after 30 s (more on the second kernel), or `deadlineMs`. A look that takes long is followed by a pause as
 * long: the daemon needs the processor more than the test does.
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  for (let startMs = performance.now(); !(await condition()); startMs = performance.now()) {
    const nowMs = performance.now();
    if (nowMs > endMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await pause(Math.max(LOOK_MS, nowMs - startMs));
  }
}
