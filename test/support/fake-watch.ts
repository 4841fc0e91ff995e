import { onAbort } from '../../src/base/abort.ts';
import { DaemonError } from '../../src/base/errors.ts';
import { matches, type ParsedFilter } from '../../src/service/filter.ts';
import type { NeighborInfo } from '../../src/service/neighbor-info.ts';
import type { SnapshotReason, WatchEvent } from '../../src/service/watch-event.ts';
import type { Change, FakeNeighbors } from './fake-neighbors.ts';

export type WatchesOptions = {
  readonly neighbors: FakeNeighbors;
  /** Of this run; a revision of another one is unknown. */
  readonly run: string;
  readonly maxWatches: number;
  /** Undefined: only when a test says so. */
  readonly heartbeatMs: number | undefined;
};

type Watch = { beat: boolean; wake: () => void };

/** The watches of a fake service. Each holds a number of a change and no queue: it is the reader that pulls. */
export class FakeWatches {
  readonly #options: WatchesOptions;
  readonly #open = new Set<Watch>();
  #pulled = 0;

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  get open(): number {
    return this.#open.size;
  }

  /** Events that readers have taken. */
  get pulled(): number {
    return this.#pulled;
  }

  get revision(): string {
    return this.#revision(this.#options.neighbors.number);
  }

  /** Something has happened. */
  changed(): void {
    for (const watch of this.#open) watch.wake();
  }

  /** Every watch that has nothing to tell tells that it is alive. */
  heartbeat(): void {
    for (const watch of this.#open) {
      watch.beat = true;
      watch.wake();
    }
  }

  async *follow(filter: ParsedFilter, from: string | undefined, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    if (this.#open.size >= this.#options.maxWatches)
      throw new DaemonError('busy', { op: 'watch', message: `there are ${this.#open.size} watches already` });
    const watch: Watch = { beat: false, wake: () => {} };
    this.#open.add(watch);
    try {
      for await (const event of this.#events(watch, filter, from, signal)) {
        if (signal.aborted) return;
        this.#pulled++;
        yield event;
      }
    } finally {
      this.#open.delete(watch);
    }
  }

  async *#events(
    watch: Watch,
    filter: ParsedFilter,
    from: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent> {
    const { neighbors } = this.#options;
    let told = from === undefined ? undefined : this.#numberOf(from);
    let reason: SnapshotReason = from === undefined ? 'start' : 'revision_unknown';
    while (!signal.aborted) {
      if (told === undefined || (told < neighbors.number && neighbors.change(told + 1) === undefined)) {
        const all: readonly NeighborInfo[] = neighbors.sorted();
        const number = neighbors.number;
        yield { kind: 'snapshot', reason };
        for (const neighbor of all) if (matches(filter, neighbor)) yield { kind: 'present', neighbor };
        yield { kind: 'synced', revision: this.#revision(number) };
        told = number;
        reason = 'too_slow';
        continue;
      }
      const change = neighbors.change(told + 1);
      if (change !== undefined) {
        told++;
        const event = eventOf(change, filter, this.#revision(told));
        if (event !== undefined) yield event;
      } else if (watch.beat) {
        watch.beat = false;
        yield { kind: 'heartbeat', revision: this.#revision(told) };
      } else await this.#wait(watch, signal);
    }
  }

  async #wait(watch: Watch, signal: AbortSignal): Promise<void> {
    const { heartbeatMs } = this.#options;
    const waiter = Promise.withResolvers<void>();
    watch.wake = waiter.resolve;
    using _abort = onAbort(signal, waiter.resolve);
    const beat = (): void => {
      watch.beat = true;
      waiter.resolve();
    };
    const timer = heartbeatMs === undefined ? undefined : setTimeout(beat, heartbeatMs);
    await waiter.promise;
    clearTimeout(timer);
  }

  #revision(number: number): string {
    return `${this.#options.run}-${number}`;
  }

  /** The number of a revision of this run whose next change is still known. */
  #numberOf(revision: string): number | undefined {
    const { neighbors } = this.#options;
    const number = Number(revision.slice(this.#options.run.length + 1));
    if (revision !== this.#revision(number) || number > neighbors.number) return undefined;
    return number === neighbors.number || neighbors.change(number + 1) !== undefined ? number : undefined;
  }
}

/** A neighbor for which the filter holds no longer is gone, as far as the watch is concerned. */
function eventOf({ before, after }: Change, filter: ParsedFilter, revision: string): WatchEvent | undefined {
  if (after !== undefined && matches(filter, after)) return { kind: 'changed', revision, neighbor: after };
  if (before === undefined || !matches(filter, before)) return undefined;
  return { kind: 'gone', revision, ipAddress: before.ipAddress, interface: before.interface };
}
