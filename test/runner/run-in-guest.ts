import type { FileResult } from './run-file.ts';
import { failedFile, runInMachine, skippedFile } from './run-in-machine.ts';
import { openSecondKernel, type SecondKernel, testJob } from './second-kernel.ts';

export type GuestOptions = {
  readonly root: string;
  readonly fileTimeoutMs: number;
  /** for the whole, from the boot to the end */
  readonly deadlineMs: number;
  /** so many machines share the files; each has one processor */
  readonly machines: number;
};

type Ready = { readonly kernel: SecondKernel; readonly files: readonly string[] };

/** Runs test files on the second kernel, and tells of each: as skipped where there can be none, as failed where it should be. */
export async function runInGuest(
  files: readonly string[],
  { root, fileTimeoutMs, deadlineMs, machines }: GuestOptions,
  take: (result: FileResult) => void,
  signal: AbortSignal,
): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const ready: Ready[] = [];
  // One after another: the first may have to fetch what all need.
  for (const [place, share] of shares(files, machines).entries()) {
    try {
      const job = testJob(root, share, fileTimeoutMs);
      const found = await openSecondKernel({ root, job, consoleName: `vm-console-${place + 1}.log` }, signal);
      if (found.kind === 'none') for (const file of share) take(skippedFile(file, found.reason));
      else ready.push({ kernel: resources.use(found.kernel), files: share });
    } catch (error) {
      if (signal.aborted) return;
      for (const file of share) take(failedFile(file, error instanceof Error ? error.message : String(error)));
    }
  }
  await Promise.all(ready.map((one) => runInMachine(one.kernel, one.files, deadlineMs, take, signal)));
}

/** The files dealt out in turns; nobody gets none. */
function shares(files: readonly string[], machines: number): readonly (readonly string[])[] {
  const count = Math.min(machines, files.length);
  return Array.from({ length: count }, (_, place) => files.filter((_file, index) => index % count === place));
}
