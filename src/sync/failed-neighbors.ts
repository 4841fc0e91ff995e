import type { Ip } from '../neighbor/ip.ts';
import { formatKey, parseKey } from '../neighbor/key.ts';

/** A row of NEIGH_FAILED_TABLE to write or to delete; the key is that of the neighbor's row. */
export type FailedChange =
  | { readonly kind: 'set_key'; readonly key: string }
  | { readonly kind: 'delete'; readonly key: string };

/**
 * The rows of NEIGH_FAILED_TABLE: IPv6 neighbors of a dual-ToR switch whose resolution failed (swss#4849). A row stays while
 * the kernel tries again, and goes when the neighbor answers or is forgotten. At most one per neighbor.
 */
export class FailedNeighbors {
  readonly #owns: (interfaceName: string) => boolean;
  /** What the table has under interfaces that are ours, once what waits is written. */
  readonly #rows = new Set<string>();
  readonly #waiting = new Map<string, FailedChange>();

  /** @param owns whether rows under this interface name are ours; others are left alone */
  constructor(owns: (interfaceName: string) => boolean) {
    this.#owns = owns;
  }

  /** Changes that have not been sent yet. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Takes what the table was read to have, in place of what we thought; all neighbors are to be judged again. A key that no
   * neighbor can have is passed over: it could not be deleted, and the attempt would hold up all that is written.
   */
  load(keys: Iterable<string>): void {
    this.#rows.clear();
    this.#waiting.clear();
    for (const key of keys) {
      const parts = parseKey(key);
      if (parts !== undefined && this.#owns(parts.interfaceName)) this.#rows.add(key);
    }
  }

  /** Notes whether a neighbor has failed. */
  note(interfaceName: string, ip: Ip, failed: boolean): void {
    if (ip.length !== 16 || (!failed && this.#rows.size === 0)) return;
    this.#put(formatKey(interfaceName, ip), failed);
  }

  /** Drops the rows of neighbors that `exists` does not know. */
  retain(exists: (interfaceName: string, ip: Ip) => boolean): void {
    for (const key of [...this.#rows]) {
      const parts = parseKey(key);
      if (parts === undefined || !exists(parts.interfaceName, parts.ip)) this.#put(key, false);
    }
  }

  /** Takes all changes. */
  take(): readonly FailedChange[] {
    const changes = [...this.#waiting.values()];
    this.#waiting.clear();
    return changes;
  }

  /** Puts back changes that may not have been written, unless there is a newer one. */
  restore(changes: readonly FailedChange[]): void {
    for (const change of changes) if (!this.#waiting.has(change.key)) this.#waiting.set(change.key, change);
  }

  #put(key: string, failed: boolean): void {
    if (this.#rows.has(key) === failed) return;
    if (failed) this.#rows.add(key);
    else this.#rows.delete(key);
    this.#waiting.set(key, { kind: failed ? 'set_key' : 'delete', key });
  }
}
