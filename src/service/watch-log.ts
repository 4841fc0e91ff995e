import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import type { Inspection } from '../sync/inspection.ts';
import { FIRST_KEY, type OrderKey, orderKey } from './order-key.ts';

/** Changes that are remembered for watches that are slow, or come back. */
const REMEMBERED = 16_384;
/** How long after the last watch has ended changes are still remembered. */
const KEEP_MS = 300_000;

export type WatchLogOptions = {
  readonly inspection: Pick<Inspection, 'follow' | 'revision' | 'size'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly remembered?: number;
};

/**
 * Which neighbors have changed of late, by number of change. One for all watches: each has its place in it, and reads on from
 * there when it can. Nothing is remembered while nobody watches.
 */
export class WatchLog {
  readonly #options: WatchLogOptions;
  /** As many as are remembered: the number of a change is its place, over and over. */
  #keys: OrderKey[] = [];
  /** The number of the change before the first that is remembered. */
  #startsAfter = 0;
  #following: Disposable | undefined;
  #watches = 0;
  #cancelForget = (): void => {};
  #waiters: (() => void)[] = [];

  constructor(options: WatchLogOptions) {
    this.#options = options;
  }

  /** Watches that have been opened and not ended. */
  get watches(): number {
    return this.#watches;
  }

  /** Number of the last change. */
  get last(): number {
    return this.#options.inspection.revision;
  }

  /** Remembers changes until the watch ends, and some time longer. */
  open(): Disposable {
    this.#watches++;
    this.#cancelForget();
    if (this.#following === undefined) {
      const { remembered = REMEMBERED, inspection } = this.#options;
      // While a reader takes a snapshot, every neighbor of a large table may change once.
      this.#keys = new Array<OrderKey>(Math.max(remembered, inspection.size)).fill(FIRST_KEY);
      this.#startsAfter = this.last;
      this.#following = this.#options.inspection.follow((interfaceName, ip) => {
        if (inspection.size > this.#keys.length) this.#grow(2 * inspection.size);
        this.#keys[this.last % this.#keys.length] = orderKey(interfaceName, ip);
        if (this.#waiters.length > 0) this.#wake();
      });
    }
    return { [Symbol.dispose]: () => this.#close() };
  }

  /** Whether all that came after a change is known. */
  knows(after: number): boolean {
    const first = Math.max(this.#startsAfter, this.last - this.#keys.length);
    return this.#following !== undefined && after >= first && after <= this.last;
  }

  /** At most `limit` changes after that one, each neighbor once, and the number of the last of them. */
  read(after: number, limit: number): { readonly keys: ReadonlySet<OrderKey>; readonly last: number } {
    const last = Math.min(this.last, after + limit);
    const keys = new Set<OrderKey>();
    for (let change = after + 1; change <= last; change++) {
      keys.add(this.#keys[change % this.#keys.length] ?? FIRST_KEY);
    }
    return { keys, last };
  }

  /** Returns when there is a change after that one, after `timeoutMs`, or when `signal` is aborted. */
  async next(after: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.last > after || signal.aborted) return;
    const waiter = Promise.withResolvers<void>();
    this.#waiters.push(waiter.resolve);
    using _abort = onAbort(signal, waiter.resolve);
    const cancel = this.#options.clock.after(timeoutMs, waiter.resolve);
    await waiter.promise;
    cancel();
    this.#waiters = this.#waiters.filter((resolve) => resolve !== waiter.resolve);
  }

  [Symbol.dispose](): void {
    this.#cancelForget();
    this.#following?.[Symbol.dispose]();
    this.#following = undefined;
    this.#keys = [];
  }

  /** Once for all that happens in this turn of the event loop: resolved promises run after it. */
  #wake(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** Makes room in the course of a change that has its number, and no place yet. */
  #grow(size: number): void {
    const before = this.#keys;
    this.#startsAfter = Math.max(this.#startsAfter, this.last - 1 - before.length);
    this.#keys = new Array<OrderKey>(size).fill(FIRST_KEY);
    for (let change = this.#startsAfter + 1; change < this.last; change++)
      this.#keys[change % size] = before[change % before.length] ?? FIRST_KEY;
  }

  #close(): void {
    this.#watches--;
    if (this.#watches === 0) this.#cancelForget = this.#options.clock.after(KEEP_MS, () => this[Symbol.dispose]());
  }
}
