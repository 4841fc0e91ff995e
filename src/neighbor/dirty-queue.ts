import { widen } from './address-index.ts';
import type { Mac } from './mac.ts';
import type { RowId } from './mirror.ts';

/** What the database should hold under a key. */
export type Intent = { readonly kind: 'set'; readonly mac: Mac } | { readonly kind: 'delete' };

/** Counts up with every change of intent; a result for an older revision says nothing about a newer one. */
export type Revision = number & { readonly brand: 'Revision' };

/**
 * How an intent is to be written.
 * - `plain`: one write
 * - `replace`: a delete first, and the set in a later batch: the kernel deleted the neighbor before it came back with a
 *   zero MAC, and orchagent heeds the zero only if it saw the delete
 * - `after_delete`: the second half of it: the set, once the consumer has taken the delete
 */
export type Stage = 'plain' | 'replace' | 'after_delete';

/** Set by the first deferral: not before `retryMs`, and without regard to the consumer from `forceMs` on. */
export type Deferral = { readonly retryMs: number; readonly forceMs: number };

/** A change of one key that has to be written. */
export type Change = {
  readonly intent: Intent;
  readonly stage: Stage;
  readonly revision: Revision;
  /** Monotonic time of the event that began it. */
  readonly sinceMs: number;
  readonly deferral?: Deferral | undefined;
};

const FIRST_CAPACITY = 256;
const STAGES: readonly Stage[] = ['plain', 'replace', 'after_delete'];
const DELETE: Intent = { kind: 'delete' };

/** Not in the queue; otherwise the place of the stage in STAGES, one up, and whether it is a delete. */
const ABSENT = 0;
const IS_DELETE = 0x80;
const NO_ID = -1;

/**
 * The changes that have not been sent, in the order in which their keys became dirty: a Map of them, in typed arrays, for
 * while Redis is away all keys may be here (33 bytes a key; a Map takes some 250).
 */
export class DirtyQueue {
  #kinds = new Uint8Array(FIRST_CAPACITY);
  #macs = new Float64Array(FIRST_CAPACITY);
  #revisions = new Float64Array(FIRST_CAPACITY);
  #sincesMs = new Float64Array(FIRST_CAPACITY);
  #nexts = new Int32Array(FIRST_CAPACITY);
  #previouses = new Int32Array(FIRST_CAPACITY);
  readonly #deferrals = new Map<RowId, Deferral>();
  #first = NO_ID;
  #last = NO_ID;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** When the change that is first in line began; undefined when there is none. */
  get firstSinceMs(): number | undefined {
    return this.#first === NO_ID ? undefined : this.#sincesMs[this.#first];
  }

  /** Whether there is a change that began until then. */
  hasUntil(ms: number): boolean {
    for (const id of this.ids()) if ((this.#sincesMs[id] ?? 0) <= ms) return true;
    return false;
  }

  has(id: RowId): boolean {
    return (this.#kinds[id] ?? ABSENT) !== ABSENT;
  }

  get(id: RowId): Change | undefined {
    const kind = this.#kinds[id] ?? ABSENT;
    if (kind === ABSENT) return undefined;
    return {
      intent: (kind & IS_DELETE) !== 0 ? DELETE : { kind: 'set', mac: this.#macs[id] ?? 0 },
      stage: STAGES[(kind & ~IS_DELETE) - 1] ?? 'plain',
      revision: (this.#revisions[id] ?? 0) as Revision,
      sinceMs: this.#sincesMs[id] ?? 0,
      deferral: this.#deferrals.get(id),
    };
  }

  /** Takes a change in place of the key's former one, which keeps its place in line; a new one goes to the end. */
  set(id: RowId, { intent, stage, revision, sinceMs, deferral }: Change): void {
    if (!this.has(id)) this.#append(id);
    this.#kinds[id] = (STAGES.indexOf(stage) + 1) | (intent.kind === 'delete' ? IS_DELETE : 0);
    this.#macs[id] = intent.kind === 'set' ? intent.mac : 0;
    this.#revisions[id] = revision;
    this.#sincesMs[id] = sinceMs;
    if (deferral !== undefined) this.#deferrals.set(id, deferral);
    else if (this.#deferrals.size > 0) this.#deferrals.delete(id);
  }

  delete(id: RowId): void {
    if (!this.has(id)) return;
    const [next, previous] = [this.#nexts[id] ?? NO_ID, this.#previouses[id] ?? NO_ID];
    if (previous === NO_ID) this.#first = next;
    else this.#nexts[previous] = next;
    if (next === NO_ID) this.#last = previous;
    else this.#previouses[next] = previous;
    this.#kinds[id] = ABSENT;
    if (this.#deferrals.size > 0) this.#deferrals.delete(id);
    this.#size--;
  }

  /** The keys in line. The one that was yielded last may be deleted meanwhile. */
  *ids(): Generator<RowId> {
    for (let id = this.#first; id !== NO_ID; ) {
      const next = this.#nexts[id] ?? NO_ID;
      yield id;
      id = next;
    }
  }

  #append(id: RowId): void {
    if (id >= this.#kinds.length) this.#grow(id);
    this.#nexts[id] = NO_ID;
    this.#previouses[id] = this.#last;
    if (this.#last === NO_ID) this.#first = id;
    else this.#nexts[this.#last] = id;
    this.#last = id;
    this.#size++;
  }

  #grow(id: RowId): void {
    let capacity = this.#kinds.length;
    while (capacity <= id) capacity *= 2;
    this.#kinds = widen(this.#kinds, new Uint8Array(capacity));
    this.#macs = widen(this.#macs, new Float64Array(capacity));
    this.#revisions = widen(this.#revisions, new Float64Array(capacity));
    this.#sincesMs = widen(this.#sincesMs, new Float64Array(capacity));
    this.#nexts = widen(this.#nexts, new Int32Array(capacity));
    this.#previouses = widen(this.#previouses, new Int32Array(capacity));
  }
}
