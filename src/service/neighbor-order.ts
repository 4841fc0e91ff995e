import type { Clock } from '../base/clock.ts';
import { slicesOf } from '../base/slices.ts';
import type { Turns } from '../base/turns.ts';
import type { Inspection } from '../sync/inspection.ts';
import { type OrderKey, orderKey } from './order-key.ts';
import { SortedKeys } from './sorted-keys.ts';

/** Entries sorted in one turn of the event loop: a millisecond or two. */
const SLICE = 1_000;
/** Some 60 bytes a neighbor are not kept for ever because somebody once asked for a list. */
const KEEP_MS = 300_000;

export type NeighborOrderOptions = {
  readonly inspection: Pick<Inspection, 'entries' | 'find' | 'follow'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly turns: Turns;
};

/** All neighbors in the order of lists: made when first needed, kept up by changes, and dropped when nobody needs it any more. */
export class NeighborOrder {
  readonly #options: NeighborOrderOptions;
  #made: Promise<SortedKeys> | undefined;
  #following: Disposable | undefined;
  #cancelDrop = (): void => {};

  constructor(options: NeighborOrderOptions) {
    this.#options = options;
  }

  /** The order as of now; it goes on changing. */
  keys(): Promise<SortedKeys> {
    this.#cancelDrop();
    this.#cancelDrop = this.#options.clock.after(KEEP_MS, () => this[Symbol.dispose]());
    this.#made ??= this.#make();
    return this.#made;
  }

  [Symbol.dispose](): void {
    this.#cancelDrop();
    this.#following?.[Symbol.dispose]();
    this.#following = undefined;
    this.#made = undefined;
  }

  async #make(): Promise<SortedKeys> {
    const { inspection, turns } = this.#options;
    const keys = new SortedKeys();
    // From now on no change is missed; what the walk brings besides is there, for it is looked up in the same turn.
    this.#following = inspection.follow((interfaceName, ip, ofRow) => {
      if (ofRow) return;
      const key = orderKey(interfaceName, ip);
      if (inspection.find(interfaceName, ip) === undefined) keys.delete(key);
      else keys.add(key);
    });
    for (const slice of slicesOf(keysOf(inspection), SLICE)) {
      for (const key of slice) keys.add(key);
      await turns.next();
    }
    return keys;
  }
}

function* keysOf(inspection: Pick<Inspection, 'entries'>): Generator<OrderKey> {
  for (const { interfaceName, entry } of inspection.entries()) yield orderKey(interfaceName, entry.ip);
}
