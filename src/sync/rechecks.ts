import type { Ip } from '../neighbor/ip.ts';
import { formatKey, type NeighborKey } from '../neighbor/key.ts';

/** A key whose judgement changes by the mere passing of time. */
export type Recheck = { readonly interfaceName: string; readonly ip: Ip; readonly atMs: number };

/** Keys to be judged again later, once each; a later appointment replaces the one before. At most one per neighbor. */
export class Rechecks {
  readonly #byKey = new Map<NeighborKey, Recheck>();
  readonly #onEarlier: () => void;
  #nextMs: number | undefined;

  /** @param onEarlier the next appointment is now earlier than it was */
  constructor(onEarlier: () => void) {
    this.#onEarlier = onEarlier;
  }

  /** Monotonic time of the next appointment, or a little before. */
  get nextMs(): number | undefined {
    return this.#nextMs;
  }

  schedule(interfaceName: string, ip: Ip, atMs: number): void {
    this.#byKey.set(formatKey(interfaceName, ip), { interfaceName, ip: ip.slice(), atMs });
    if (this.#nextMs !== undefined && this.#nextMs <= atMs) return;
    this.#nextMs = atMs;
    this.#onEarlier();
  }

  /** Takes all that are due. */
  take(nowMs: number): readonly Recheck[] {
    if (this.#nextMs === undefined || this.#nextMs > nowMs) return [];
    const due: Recheck[] = [];
    this.#nextMs = undefined;
    for (const [key, recheck] of this.#byKey) {
      if (recheck.atMs <= nowMs) {
        due.push(recheck);
        this.#byKey.delete(key);
      } else this.#nextMs = Math.min(this.#nextMs ?? recheck.atMs, recheck.atMs);
    }
    return due;
  }
}
