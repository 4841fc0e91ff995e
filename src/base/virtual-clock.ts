import type { Cancel, Clock } from './clock.ts';

/** A clock whose hands are turned by hand. It stands still while code runs. */
export type VirtualClock = Clock & {
  /** When the next task is due (monotonic ms); undefined when none waits. */
  readonly nextMs: () => number | undefined;
  /** Turns the hands to `monotonicMs` and runs what is due until then, each task at its own time. Never turns back. */
  readonly advanceTo: (monotonicMs: number) => void;
};

type Task = { readonly atMs: number; readonly run: () => void };

/** @param startMs the first monotonic reading; `nowMs` reads the same */
export function createVirtualClock(startMs = 0): VirtualClock {
  const tasks = new Set<Task>();
  let readingMs = startMs;

  const next = (): Task | undefined => {
    let first: Task | undefined;
    for (const task of tasks) if (first === undefined || task.atMs < first.atMs) first = task;
    return first;
  };

  return {
    nowMs: () => readingMs,
    monotonicMs: () => readingMs,
    after: (delayMs, run): Cancel => {
      const task: Task = { atMs: readingMs + Math.max(0, delayMs), run };
      tasks.add(task);
      return () => void tasks.delete(task);
    },
    nextMs: () => next()?.atMs,
    advanceTo: (monotonicMs) => {
      for (let task = next(); task !== undefined && task.atMs <= monotonicMs; task = next()) {
        tasks.delete(task);
        readingMs = Math.max(readingMs, task.atMs);
        task.run();
      }
      readingMs = Math.max(readingMs, monotonicMs);
    },
  };
}
