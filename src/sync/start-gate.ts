import type { Clock } from '../base/clock.ts';
import type { Image } from './image.ts';
import type { Progress } from './progress.ts';
import type { EngineReport } from './report.ts';
import {
  holdsWrites,
  nextLookMs,
  orphansFromMs,
  type Start,
  type StartInput,
  type StartPhase,
  step,
  WARM_LIMIT_MS,
} from './start-phase.ts';

export type StartGateOptions = {
  readonly image: Image;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Whether rows without a neighbor are still to be looked at. */
  readonly orphansWanted: () => boolean;
  readonly report: (report: EngineReport) => void;
};

/** How long what differs may take to be written, whatever the rest has taken. */
const RECONCILE_LIMIT_MS = 60_000;

/** Holds back what a start forbids: all reading and writing, all writing, or the deleting of rows without a neighbor. */
export class StartGate {
  readonly #options: StartGateOptions;
  #phase: StartPhase = { kind: 'unknown' };
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** What began to differ before this is what a warm start has to write; undefined before it can be told. */
  #backlogEndMs: number | undefined;

  constructor(options: StartGateOptions) {
    this.#options = options;
    // Until it is known, it may be a warm start.
    options.image.isWarmStarting = true;
  }

  get phase(): StartPhase {
    return this.#phase;
  }

  get isKnown(): boolean {
    return this.#phase.kind !== 'unknown';
  }

  get holdsWrites(): boolean {
    return holdsWrites(this.#phase);
  }

  get orphansFromMs(): number | undefined {
    return orphansFromMs(this.#phase);
  }

  begin(start: Start): void {
    this.#step({ kind: 'begin', start });
  }

  /** The kernel has the neighbors of before the restart again. */
  restored(): void {
    this.#step({ kind: 'restored' });
  }

  /** Goes on if it is time for that. */
  look(): void {
    const { clock, progress } = this.#options;
    const { kernelSynced, tableLoaded } = progress;
    this.#lookedMs = clock.monotonicMs();
    this.#step({ kind: 'look', kernelSynced, tableLoaded, caughtUp: this.#caughtUp() }, this.#lookedMs);
  }

  /** How long until the next look, undefined when only an event can bring the start on. */
  dueInMs(nowMs: number): number | undefined {
    // After the last look, not after now: time that has come in between must not be slept over.
    const dueMs = nextLookMs(this.#phase, this.#lookedMs);
    return dueMs === undefined ? undefined : dueMs - nowMs;
  }

  #step(input: StartInput, nowMs = this.#options.clock.monotonicMs()): void {
    const { image, report } = this.#options;
    const before = this.#phase;
    this.#phase = step(before, input, nowMs);
    if (this.#phase === before) return;
    image.isWarmStarting = holdsWrites(this.#phase);
    image.gone.noting = this.#phase.kind === 'awaiting_flag' || ('restored' in this.#phase && !this.#phase.restored);
    if (holdsWrites(before) && !holdsWrites(this.#phase)) image.heldUntilMs = nowMs;
    report({ kind: 'start', phase: this.#phase });
  }

  /** A table that is read again is compared again: the backlog is another one then. */
  #caughtUp(): boolean {
    const { image, clock, progress, orphansWanted } = this.#options;
    if (this.#phase.kind !== 'reconciling' || !progress.tableLoaded) {
      this.#backlogEndMs = undefined;
      return false;
    }
    const { sinceMs, restored } = this.#phase;
    const nowMs = clock.monotonicMs();
    // A kernel that cannot be read cannot be asked about rows without a neighbor, and a write may be refused for ever:
    // neither keeps warm-reboot waiting.
    const isLate = nowMs - sinceMs >= WARM_LIMIT_MS;
    if (restored && orphansWanted() && !isLate) {
      this.#backlogEndMs = undefined;
      return false;
    }
    this.#backlogEndMs ??= nowMs;
    const isTooLong = isLate && nowMs - image.heldUntilMs >= RECONCILE_LIMIT_MS;
    return isTooLong || image.pending.isSettledUntil(this.#backlogEndMs);
  }
}
