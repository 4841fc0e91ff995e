import { startInStep } from './in-step.ts';
import { createScene } from './scene.ts';
import type { Subject } from './subject.ts';

const POINT = { size: 0, output: 'producer', patterns: 0 } as const;

/** Starts each daemon once, unmeasured: packages are installed, code is compiled and files are read for the first time. */
export async function warmUp(
  subjects: readonly Subject[],
  holds: (stack: AsyncDisposableStack) => void,
): Promise<void> {
  for (const subject of subjects) {
    await using stack = new AsyncDisposableStack();
    holds(stack);
    const scene = await createScene(stack, subject, POINT);
    await startInStep(scene, 0, POINT);
    await scene.stop();
  }
}
