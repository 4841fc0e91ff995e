import { type Change, DirtyQueue, type Intent, type Revision, type Stage } from './dirty-queue.ts';
import { type Mac, ZERO_MAC } from './mac.ts';
import type { Mirror, Published, RowId } from './mirror.ts';

/** A write to make now; give it back to `settle` with what became of it. */
export type PendingWrite = {
  readonly id: RowId;
  readonly kind: 'set' | 'set_when_consumed' | 'delete';
  /** Meaningless for a delete. */
  readonly mac: Mac;
  readonly revision: Revision;
  /** Monotonic time of the event that began it. */
  readonly sinceMs: number;
};

/**
 * - `written`: the database has acknowledged it
 * - `deferred`: the consumer has not taken the delete before it yet; nothing was written
 * - `unknown`: it may or may not have been written
 */
export type WriteOutcome = 'written' | 'deferred' | 'unknown';

/**
 * - `queued`: a write is due that was not due before
 * - `coalesced`: the key was waiting already; only its last intent will be written
 * - `suppressed`: the database holds this (or will once what is in flight is acknowledged); nothing is due
 */
export type PutOutcome = 'queued' | 'coalesced' | 'suppressed';

/** Tells which keys nothing has happened to since the watch began. */
export type Watch = Disposable & { readonly isUntouched: (id: RowId) => boolean };

const DEFER_RETRY_MS = 10;
const DEFER_LIMIT_MS = 1000;

/**
 * The last intent per key: what is dirty, and what is in flight. A key is at most once in each; a key in flight is not
 * taken again before it is settled. The bound is the number of keys.
 */
export class Pending {
  readonly #mirror: Mirror;
  readonly #dirty = new DirtyQueue();
  readonly #inFlight = new Map<RowId, Change>();
  readonly #untouched = new Set<RowId>();
  #revision = 0;
  #forced = 0;

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /** Keys with a change not yet sent. */
  get dirty(): number {
    return this.#dirty.size;
  }

  /** Keys with a write not yet settled. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Sets written without waiting any longer for the consumer to take the delete before them. */
  get forced(): number {
    return this.#forced;
  }

  /** When the change that is first in line began; undefined when nothing waits. */
  get oldestMs(): number | undefined {
    return this.#dirty.firstSinceMs;
  }

  /** Takes the intent for a key, in place of any earlier one. */
  put(id: RowId, intent: Intent, nowMs: number): PutOutcome {
    this.#untouched.delete(id);
    const before = this.#dirty.get(id);
    const stage = this.#stage(id, intent, before);
    if (stage === 'plain' && satisfies(this.#expected(id), intent)) {
      this.#dirty.delete(id);
      this.#cutShort(id, intent);
      this.#releaseIfIdle(id);
      return 'suppressed';
    }
    const revision = ++this.#revision as Revision;
    const change: Change = { intent, stage, revision, sinceMs: before?.sinceMs ?? nowMs };
    const deferral = stage === 'after_delete' ? before?.deferral : undefined;
    this.#dirty.set(id, { ...change, deferral });
    return before === undefined ? 'queued' : 'coalesced';
  }

  /** Moves at most `limit` changes from dirty to in flight, the longest waiting first. */
  take(limit: number, nowMs: number): readonly PendingWrite[] {
    const writes: PendingWrite[] = [];
    for (const id of this.#dirty.ids()) {
      if (writes.length === limit) break;
      const change = this.#dirty.get(id);
      if (change === undefined || this.#inFlight.has(id) || (change.deferral?.retryMs ?? 0) > nowMs) continue;
      this.#dirty.delete(id);
      this.#inFlight.set(id, change);
      writes.push(this.#write(id, change, nowMs));
    }
    return writes;
  }

  /** Takes what became of a write. Only `written` changes what the mirror says for certain. */
  settle(write: PendingWrite, outcome: WriteOutcome, nowMs: number): void {
    const { id } = write;
    const change = this.#inFlight.get(id);
    if (change === undefined || change.revision !== write.revision) return;
    this.#inFlight.delete(id);
    if (outcome === 'written') this.#mirror.record(id, write.kind === 'delete' ? 'none' : write.mac);
    if (outcome === 'unknown') this.#mirror.record(id, 'unsure');
    const again = remainder(change, outcome, nowMs);
    const newer = this.#dirty.get(id);
    if (newer === undefined && again !== undefined) this.#dirty.set(id, again);
    // A set that relied on this delete needs one of its own.
    const bereft = outcome === 'unknown' && write.kind === 'delete' && newer?.stage === 'after_delete';
    if (bereft) this.#dirty.set(id, { ...newer, stage: 'replace' });
    if (newer?.stage === 'plain' && satisfies(this.#mirror.published(id), newer.intent)) this.#dirty.delete(id);
    this.#releaseIfIdle(id);
  }

  /** Whether nothing is left of the changes that began until then. */
  isSettledUntil(ms: number): boolean {
    return !this.#dirty.hasUntil(ms) && this.#inFlight.values().every(({ sinceMs }) => sinceMs > ms);
  }

  /** Drops every change not yet sent, for all intents are about to be put anew. Nothing may be in flight. */
  clear(): void {
    for (const id of this.#dirty.ids()) {
      this.#dirty.delete(id);
      this.#releaseIfIdle(id);
    }
  }

  /**
   * Watches keys for changes, those under way now included: what is read of an untouched one meanwhile is not of our
   * making. One watch at a time; its end forgets the keys among them that have no row.
   */
  watch(ids: readonly RowId[]): Watch {
    for (const id of ids) if (this.isIdle(id)) this.#untouched.add(id);
    return {
      isUntouched: (id) => this.#untouched.has(id),
      [Symbol.dispose]: () => {
        for (const id of this.#untouched) this.#releaseIfIdle(id);
        this.#untouched.clear();
      },
    };
  }

  /** Whether no change of a key waits or is in flight. */
  isIdle(id: RowId): boolean {
    return !this.#dirty.has(id) && !this.#inFlight.has(id);
  }

  /** What the database will hold once everything that waits or is in flight is written. */
  intended(id: RowId): Published {
    const waiting = this.#dirty.get(id);
    if (waiting === undefined) return this.#expected(id);
    return waiting.intent.kind === 'delete' ? 'none' : waiting.intent.mac;
  }

  /** What the database will hold once everything in flight is acknowledged. */
  #expected(id: RowId): Published {
    const flying = this.#inFlight.get(id);
    if (flying === undefined) return this.#mirror.published(id);
    return flying.stage === 'replace' || flying.intent.kind === 'delete' ? 'none' : flying.intent.mac;
  }

  /** What is in flight satisfies the intent: if it is the first half of a replace, the second must not follow. */
  #cutShort(id: RowId, intent: Intent): void {
    const flying = this.#inFlight.get(id);
    if (flying?.stage === 'replace') this.#inFlight.set(id, { ...flying, intent, stage: 'plain' });
  }

  #stage(id: RowId, intent: Intent, before: Change | undefined): Stage {
    if (intent.kind !== 'set' || intent.mac !== ZERO_MAC) return 'plain';
    if (before !== undefined && before.stage !== 'plain') return before.stage;
    if (before?.intent.kind === 'delete') return 'replace';
    return this.#expected(id) === 'none' ? 'after_delete' : 'plain';
  }

  #write(id: RowId, { intent, stage, revision, sinceMs, deferral }: Change, nowMs: number): PendingWrite {
    const common = { id, revision, sinceMs };
    if (stage === 'replace' || intent.kind === 'delete') return { ...common, kind: 'delete', mac: ZERO_MAC };
    const forced = deferral !== undefined && nowMs >= deferral.forceMs;
    if (forced) this.#forced++;
    return { ...common, kind: stage === 'plain' || forced ? 'set' : 'set_when_consumed', mac: intent.mac };
  }

  #releaseIfIdle(id: RowId): void {
    if (this.isIdle(id) && this.#mirror.published(id) === 'none') this.#mirror.release(id);
  }
}

function satisfies(published: Published, intent: Intent): boolean {
  return published === (intent.kind === 'delete' ? 'none' : intent.mac);
}

/** What is left to do of a change whose write has ended so. */
function remainder(change: Change, outcome: WriteOutcome, nowMs: number): Change | undefined {
  switch (outcome) {
    case 'unknown':
      return change;
    case 'deferred': {
      const forceMs = change.deferral?.forceMs ?? nowMs + DEFER_LIMIT_MS;
      return { ...change, deferral: { retryMs: nowMs + DEFER_RETRY_MS, forceMs } };
    }
    case 'written':
      return change.stage === 'replace' ? { ...change, stage: 'after_delete' } : undefined;
  }
}
