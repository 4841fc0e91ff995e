import { type BackoffPlan, backoffMs } from '../base/backoff.ts';

/**
 * A piece of work that is wanted or not. It is taken before it is done, so that a request which comes meanwhile is not
 * lost; when it fails it is wanted again, after a pause that grows with each failure in a row.
 */
export class Need {
  readonly #plan: BackoffPlan;
  readonly #spacingMs: number;
  #wanted = false;
  #notBeforeMs = 0;
  #failures = 0;

  /** @param spacingMs the least time between the end of one run and the start of the next */
  constructor(plan: BackoffPlan, spacingMs = 0) {
    this.#plan = plan;
    this.#spacingMs = spacingMs;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  want(): void {
    this.#wanted = true;
  }

  /** Forgets the pause: what made it fail has changed. */
  hurry(): void {
    this.#notBeforeMs = 0;
    this.#failures = 0;
  }

  /** How long until it may be done, 0 for now; undefined when it is not wanted. */
  dueInMs(nowMs: number): number | undefined {
    return this.#wanted ? Math.max(0, this.#notBeforeMs - nowMs) : undefined;
  }

  /** Takes the work if it is wanted and due. */
  take(nowMs: number): boolean {
    if (this.dueInMs(nowMs) !== 0) return false;
    this.#wanted = false;
    return true;
  }

  done(nowMs: number): void {
    this.#failures = 0;
    this.#notBeforeMs = nowMs + this.#spacingMs;
  }

  failed(nowMs: number, random: number): void {
    this.#wanted = true;
    this.#notBeforeMs = nowMs + backoffMs(this.#plan, this.#failures++, random);
  }
}
