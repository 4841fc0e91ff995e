import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 30_000;
const LOOK_MS = 5;
/** How many times longer everything may take: on the second kernel, which is emulated. */
const PATIENCE = Number(process.env['TEST_PATIENCE'] ?? 1);

/**
 * Waits until `condition` holds; fails with `what` after 30 s, or `deadlineMs`, each times TEST_PATIENCE. A look that takes long is followed by a pause as
 * long: the daemon needs the processor more than the test does.
 */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const endMs = performance.now() + deadlineMs * PATIENCE;
  for (let startMs = performance.now(); !(await condition()); startMs = performance.now()) {
    const nowMs = performance.now();
    if (nowMs > endMs) throw new Error(`not within ${deadlineMs * PATIENCE} ms: ${what}`);
    await pause(Math.max(LOOK_MS, nowMs - startMs));
  }
}
