import type { Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { SyncCounters } from './counters.ts';
import type { Need } from './need.ts';
import type { EngineReport, FailedOp } from './report.ts';

/** A piece of work that is done when it is needed and possible; one without a need is always needed, and says when. */
export type Job = {
  readonly op: FailedOp;
  readonly need?: Need;
  readonly isPossible: () => boolean;
  /** Monotonic time before which it is not done, whatever the need; undefined: not at all. */
  readonly notBeforeMs?: () => number | undefined;
  /** Resolves with false when it has to be done again although nothing failed. */
  readonly run: (signal: AbortSignal) => Promise<boolean>;
};

export type JobSurroundings = {
  readonly clock: Clock;
  /** For the jitter: a number in [0, 1). */
  readonly random: () => number;
  readonly counters: Pick<SyncCounters, 'netlinkErrors'>;
  readonly report: (report: EngineReport) => void;
};

/** How long until a job is to be done, 0 for now; undefined while it is not needed or not possible. */
export function dueInMs({ need, isPossible, notBeforeMs = () => 0 }: Job, nowMs: number): number | undefined {
  const earliestMs = notBeforeMs();
  const dueMs = need === undefined ? 0 : need.dueInMs(nowMs);
  if (earliestMs === undefined || dueMs === undefined || !isPossible()) return undefined;
  return Math.max(dueMs, earliestMs - nowMs);
}

/** Does a job that is due. A failure is reported, and makes it due again after a pause. */
export async function attempt(job: Job, surroundings: JobSurroundings, signal: AbortSignal): Promise<void> {
  const { op, need, run } = job;
  const { clock, random, counters, report } = surroundings;
  if (signal.aborted || dueInMs(job, clock.monotonicMs()) !== 0) return;
  need?.take(clock.monotonicMs());
  try {
    if (await run(signal)) need?.done(clock.monotonicMs());
    else need?.failed(clock.monotonicMs(), random());
  } catch (thrown) {
    if (signal.aborted) return;
    need?.failed(clock.monotonicMs(), random());
    const error = DaemonError.from(thrown, `reconcile ${op}`);
    if (error.code.startsWith('netlink')) counters.netlinkErrors++;
    report({ kind: 'failed', op, error });
  }
}
