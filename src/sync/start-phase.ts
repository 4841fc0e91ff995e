import { assertNever } from '../base/assert-never.ts';

/**
 * How the daemon starts.
 * - `cold`: rows without a neighbor are kept for `graceMs`, for the kernel may not have spoken yet
 * - `warm`: the database's rows are those of the daemon before this one. Nothing is written before the kernel has its
 *   neighbors back (somebody else restores them and says so), and `timerMs` have passed after that
 */
export type Start =
  | { readonly kind: 'cold'; readonly graceMs: number; readonly reason: 'start_grace' | 'fast_boot' }
  | { readonly kind: 'warm'; readonly timerMs: number };

/**
 * How far the start has come. Times are monotonic, in ms. `restored` is whether the restored flag has been seen: without
 * it, rows without a neighbor may be of neighbors that are yet to come back.
 */
export type StartPhase =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'cold'; readonly graceEndMs: number; readonly reason: 'start_grace' | 'fast_boot' }
  | { readonly kind: 'awaiting_flag'; readonly sinceMs: number; readonly timerMs: number }
  | { readonly kind: 'awaiting_timer'; readonly sinceMs: number; readonly untilMs: number; readonly restored: boolean }
  | { readonly kind: 'reconciling'; readonly sinceMs: number; readonly restored: boolean }
  | { readonly kind: 'reconciled'; readonly restored: boolean };

/** What is known of both sides when the phase is looked at. */
export type StartFacts = {
  readonly kernelSynced: boolean;
  readonly tableLoaded: boolean;
  /** All that differed when writing began has been written, and rows without a neighbor have been looked at. */
  readonly caughtUp: boolean;
};

export type StartInput =
  | { readonly kind: 'begin'; readonly start: Start }
  /** The restored flag has been seen. */
  | { readonly kind: 'restored' }
  | ({ readonly kind: 'look' } & StartFacts);

/** How long a warm start waits for the restored flag (swss, `neighsyncd.cpp`), and goes on without it then. */
const FLAG_WAIT_MS = 180_000;
/** After this a warm start waits for the timer alone: warm-reboot's finalizer gives up at 300 s. */
export const WARM_LIMIT_MS = 290_000;

/** In a storm of changes nothing else tells that the old ones are written. */
const RECONCILING_LOOK_MS = 250;

/** The start goes on. */
export function step(phase: StartPhase, input: StartInput, nowMs: number): StartPhase {
  switch (input.kind) {
    case 'begin':
      return phase.kind === 'unknown' ? begun(input.start, nowMs) : phase;
    case 'restored':
      return restored(phase, nowMs);
    case 'look':
      return look(phase, input, nowMs);
    default:
      return assertNever(input, 'input of a start');
  }
}

/** Whether nothing may be written yet. */
export function holdsWrites({ kind }: StartPhase): boolean {
  return kind === 'unknown' || kind === 'awaiting_flag' || kind === 'awaiting_timer';
}

/** Monotonic time from which rows without a neighbor may go, once the kernel has been asked; undefined: not for now. */
export function orphansFromMs(phase: StartPhase): number | undefined {
  if (phase.kind === 'cold') return phase.graceEndMs;
  return 'restored' in phase && phase.restored && !holdsWrites(phase) ? 0 : undefined;
}

/** Monotonic time of the next look after one; undefined when only an event can bring the start on. */
export function nextLookMs(phase: StartPhase, lookedMs: number): number | undefined {
  switch (phase.kind) {
    case 'awaiting_flag':
      return phase.sinceMs + FLAG_WAIT_MS;
    case 'awaiting_timer':
      return [phase.untilMs, phase.sinceMs + WARM_LIMIT_MS].find((atMs) => atMs > lookedMs);
    case 'reconciling':
      return lookedMs + RECONCILING_LOOK_MS;
    default:
      return undefined;
  }
}

function begun(start: Start, nowMs: number): StartPhase {
  return start.kind === 'cold'
    ? { kind: 'cold', graceEndMs: nowMs + start.graceMs, reason: start.reason }
    : { kind: 'awaiting_flag', sinceMs: nowMs, timerMs: start.timerMs };
}

function restored(phase: StartPhase, nowMs: number): StartPhase {
  if (phase.kind === 'awaiting_flag') return awaitTimer(phase, true, nowMs);
  return 'restored' in phase && !phase.restored ? { ...phase, restored: true } : phase;
}

function look(phase: StartPhase, { kernelSynced, tableLoaded, caughtUp }: StartFacts, nowMs: number): StartPhase {
  switch (phase.kind) {
    case 'awaiting_flag':
      return nowMs - phase.sinceMs < FLAG_WAIT_MS ? phase : awaitTimer(phase, false, nowMs);
    case 'awaiting_timer': {
      const { sinceMs } = phase;
      // A kernel that cannot be read is no reason to keep warm-reboot waiting: what events say is written then.
      const isReady = tableLoaded && (kernelSynced || nowMs - sinceMs >= WARM_LIMIT_MS);
      return nowMs >= phase.untilMs && isReady ? { kind: 'reconciling', sinceMs, restored: phase.restored } : phase;
    }
    case 'reconciling':
      return tableLoaded && caughtUp ? { kind: 'reconciled', restored: phase.restored } : phase;
    default:
      return phase;
  }
}

function awaitTimer({ sinceMs, timerMs }: StartPhase & { kind: 'awaiting_flag' }, isRestored: boolean, nowMs: number) {
  return { kind: 'awaiting_timer', sinceMs, untilMs: nowMs + timerMs, restored: isRestored } as const;
}
