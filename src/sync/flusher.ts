import { aborted } from '../base/abort.ts';
import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import type { Cancel, Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { PendingWrite } from '../neighbor/pending.ts';
import { FailedWriter } from './failed-writer.ts';
import type { FlushObserver, WriteOp } from './flush-observer.ts';
import type { HostRoute } from './host-routes.ts';
import type { Image } from './image.ts';
import type { Knobs } from './knobs.ts';
import type { NeighborSink } from './ports.ts';
import { rowWrite } from './row-write.ts';
import { noteFailed, settleUnknown, settleWritten } from './settle.ts';
import { WriteTrouble } from './write-trouble.ts';

export type FlusherOptions = {
  readonly image: Image;
  readonly sink: NeighborSink;
  readonly knobs: Knobs;
  readonly clock: Clock;
  /** For the jitter: a number in [0, 1). */
  readonly random: () => number;
  readonly observer: FlushObserver;
};

const QUIET_MS = 1;
/** The next look when nothing can be taken: all that waits is in flight or deferred. */
const IDLE_RETRY_MS = 10;
const AFTER_FAILURE: BackoffPlan = { firstMs: 20, maxMs: 2_000 };

/**
 * Writes what is pending. A change that finds nothing waiting and no script in flight goes out in the same turn of the
 * event loop, and so does what has gathered when the last script ends; otherwise a batch goes when it is full, after 1 ms
 * without a change, or when its oldest change has waited for the batch timeout. While the gate is closed nothing goes out.
 */
export class Flusher {
  readonly #options: FlusherOptions;
  readonly #failedWriter: FailedWriter;
  readonly #trouble = new WriteTrouble();
  #open = false;
  #scripts = 0;
  /** While host routes are on their way out no rows start: they must come after them. */
  #routesInFlight = false;
  #cancelTimer: Cancel | undefined;
  /** Set while the timer waits after a failure: changes do not shorten that. */
  #backingOff = false;
  #idleWaiters: (() => void)[] = [];

  constructor(options: FlusherOptions) {
    this.#options = options;
    this.#failedWriter = new FailedWriter({
      ...options,
      failed: options.image.failed,
      write: options.sink.writeFailed,
      onFailure: (error) => this.#report('failed_table', error),
    });
  }

  /** Why the last script was refused, while that has not been made good. */
  get writeError(): DaemonError | undefined {
    return this.#trouble.error ?? this.#failedWriter.lastError;
  }

  /** Changes of NEIGH_FAILED_TABLE that are not acknowledged. */
  get failedUnwritten(): number {
    return this.#failedWriter.unwritten;
  }

  /** Lets writes out: what the database holds is known. */
  open(): void {
    this.#open = true;
    this.#trouble.restart(this.#waiting === 0);
    this.#stopTimer();
    this.#failedWriter.open();
    this.notify();
  }

  /** Holds writes back. Those in flight still end. */
  close(): void {
    this.#open = false;
    this.#stopTimer();
    this.#failedWriter.close();
  }

  /** Resolves when no script is in flight. */
  async idle(): Promise<void> {
    while (this.#scripts > 0) {
      const waiter = Promise.withResolvers<void>();
      this.#idleWaiters.push(waiter.resolve);
      await waiter.promise;
    }
    await this.#failedWriter.idle();
  }

  /** Writes all that is pending without waiting for quiet; returns early, with the rest unwritten, if the gate closes. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#failedWriter.notify();
    while (this.#open && !signal.aborted && this.#waiting + this.#failedWriter.unwritten > 0) {
      if (!this.#backingOff) while (this.#scripts < this.#options.knobs.workers && this.#send()) {}
      await Promise.race([this.#scripts > 0 ? this.idle() : this.#later(IDLE_RETRY_MS), aborted(signal)]);
    }
    if (!signal.aborted) await Promise.race([this.idle(), aborted(signal)]);
  }

  /** Something changed: send what is ready, and see to it that the rest goes in time. */
  notify(): void {
    this.#failedWriter.notify();
    if (!this.#open || this.#backingOff) return;
    const { image, knobs, clock } = this.#options;
    let stuck = false;
    while (!stuck && this.#scripts < knobs.workers && this.#waiting > 0) {
      const alone = this.#scripts === 0 && this.#cancelTimer === undefined;
      const full = image.pending.dirty >= knobs.batchSize;
      const overdue = clock.monotonicMs() - (image.pending.oldestMs ?? 0) >= knobs.batchTimeoutMs;
      if (!alone && !full && !overdue) break;
      stuck = !this.#send();
    }
    if (this.#waiting > 0 && this.#scripts < knobs.workers) this.#wait(stuck ? IDLE_RETRY_MS : QUIET_MS);
  }

  /** The timer has run out: the stream is quiet, so everything goes. */
  #flush(): void {
    this.#stopTimer();
    while (this.#open && this.#scripts < this.#options.knobs.workers && this.#send()) {}
    if (this.#waiting > 0 && this.#scripts === 0) this.#wait(IDLE_RETRY_MS);
  }

  #wait(ms: number): void {
    this.#stopTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () => this.#flush());
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#backingOff = false;
  }

  /** What has not been sent yet, rows and the host routes that go before them. */
  get #waiting(): number {
    const { pending, hostRoutes } = this.#options.image;
    return pending.dirty + hostRoutes.size;
  }

  /** Starts one script; false when nothing can be taken now. */
  #send(): boolean {
    const { image, knobs, clock } = this.#options;
    if (this.#routesInFlight) return false;
    const routes = image.hostRoutes.take();
    const writes = image.pending.take(knobs.batchSize, clock.monotonicMs());
    if (writes.length + routes.length === 0) return false;
    this.#scripts++;
    void this.#write(routes, writes);
    return true;
  }

  async #write(routes: readonly HostRoute[], writes: readonly PendingWrite[]): Promise<void> {
    const { image, clock } = this.#options;
    try {
      if (routes.length > 0) await this.#removeRoutes(routes);
      // The gate may have closed meanwhile: then the rows were judged by what holds no longer.
      if (!this.#open) settleUnknown(image, writes, clock.monotonicMs());
      else if (writes.length > 0) await this.#apply(writes);
      this.#trouble.end();
    } catch (thrown) {
      this.#fail(writes, DaemonError.from(thrown, 'write rows'));
    } finally {
      this.#scripts--;
      this.#afterScript();
    }
  }

  /** Host routes are gone, acknowledged, before the rows of their neighbors are written. */
  async #removeRoutes(routes: readonly HostRoute[]): Promise<void> {
    const { image, sink } = this.#options;
    let removed = false;
    this.#routesInFlight = true;
    try {
      await sink.removeHostRoutes(routes);
      removed = true;
    } finally {
      image.hostRoutes.settle(removed);
      this.#routesInFlight = false;
    }
  }

  async #apply(writes: readonly PendingWrite[]): Promise<void> {
    const { image, sink, clock, observer } = this.#options;
    const startedMs = clock.monotonicMs();
    const rows = writes.map((write) => rowWrite(image, write));
    const { deferred } = await sink.apply(rows, undefined);
    const endedMs = clock.monotonicMs();
    observer.onBatch(writes.length, endedMs - startedMs);
    this.#settle(writes, new Set(deferred), endedMs);
  }

  #settle(writes: readonly PendingWrite[], deferred: ReadonlySet<number>, nowMs: number): void {
    const { image, observer, clock } = this.#options;
    const atMs = clock.nowMs();
    image.counters.batches++;
    for (const [place, write] of writes.entries()) {
      if (deferred.has(place)) {
        image.pending.settle(write, 'deferred', nowMs);
        continue;
      }
      this.#trouble.written(write.id);
      settleWritten(image, write, nowMs, atMs);
      if (write.sinceMs > image.measuredFromMs) observer.onRow(nowMs - write.sinceMs);
    }
  }

  #fail(writes: readonly PendingWrite[], error: DaemonError): void {
    const { image, clock } = this.#options;
    noteFailed(image, writes, clock.nowMs());
    settleUnknown(image, writes, clock.monotonicMs());
    const failures = this.#trouble.begin(writes, error);
    image.counters.writeFailures += writes.length;
    this.#report('write', error);
    if (!this.#open) return;
    this.#wait(backoffMs(AFTER_FAILURE, failures, this.#options.random()));
    this.#backingOff = true;
  }

  #later(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#options.clock.after(ms, resolve));
  }

  #report(op: WriteOp, error: DaemonError): void {
    this.#options.image.counters.writeErrors++;
    this.#options.observer.onFailure(op, error);
  }

  #afterScript(): void {
    if (this.#scripts === 0) {
      for (const resolve of this.#idleWaiters.splice(0)) resolve();
      // What has gathered during a script has waited long enough, however lively the stream is.
      if (!this.#backingOff) this.#stopTimer();
      if (this.#waiting === 0) this.#options.observer.onEmpty();
    }
    if (this.#waiting > 0) this.notify();
  }
}
