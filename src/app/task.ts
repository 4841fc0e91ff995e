import { DaemonError } from '../base/errors.ts';

/** What runs until it is told to stop. */
export type Task = readonly [name: string, run: (signal: AbortSignal) => Promise<void>];

/** A task that ends by itself is a bug: the daemon would go on without it, or end as if it had been asked to. */
export async function runTask([name, run]: Task, signal: AbortSignal): Promise<void> {
  await run(signal);
  if (!signal.aborted) throw new DaemonError('bug', { op: name, message: 'it ended although nobody had asked it to' });
}
