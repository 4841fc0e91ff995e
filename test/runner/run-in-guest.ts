import type { FileResult } from './run-file.ts';
import { failedFile, runInMachine, skippedFile } from './run-in-machine.ts';
import { openSecondKernel, testJob } from './second-kernel.ts';

export type GuestOptions = {
  readonly root: string;
  readonly fileTimeoutMs: number;
  /** for the whole, from the boot to the end */
  readonly deadlineMs: number;
};

/** Runs test files on the second kernel, and tells of each: as skipped where there can be none, as failed where it should be. */
export async function runInGuest(
  files: readonly string[],
  { root, fileTimeoutMs, deadlineMs }: GuestOptions,
  take: (result: FileResult) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const found = await openSecondKernel({ root, job: testJob(root, files, fileTimeoutMs) }, signal);
    if (found.kind === 'none') {
      for (const file of files) take(skippedFile(file, found.reason));
      return;
    }
    await using kernel = found.kernel;
    await runInMachine(kernel, files, deadlineMs, take, signal);
  } catch (error) {
    if (signal.aborted) return;
    for (const file of files) take(failedFile(file, error instanceof Error ? error.message : String(error)));
  }
}
