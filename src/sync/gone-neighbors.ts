import type { Ip } from '../neighbor/ip.ts';
import { formatKey, type NeighborKey } from '../neighbor/key.ts';

/** Keys remembered; of more, the oldest are forgotten, and wait for the restored flag as if nothing had been said. */
const LIMIT = 200_000;

/**
 * Neighbors that the kernel has said to be gone, noted while a warm start has not seen the restored flag. Rows without a
 * neighbor are kept then, but not these; and the delete that was due may be dropped with all others when the table is read again.
 */
export class GoneNeighbors {
  readonly #byKey = new Map<NeighborKey, { readonly interfaceName: string; readonly ip: Ip }>();
  #noting = false;

  /** Begins to note, or ends it and forgets all. */
  set noting(on: boolean) {
    this.#noting = on;
    if (!on) this.#byKey.clear();
  }

  note(interfaceName: string, ip: Ip): void {
    if (!this.#noting) return;
    const key = formatKey(interfaceName, ip);
    this.#byKey.delete(key);
    this.#byKey.set(key, { interfaceName, ip: ip.slice() });
    if (this.#byKey.size <= LIMIT) return;
    const [oldest] = this.#byKey.keys();
    if (oldest !== undefined) this.#byKey.delete(oldest);
  }

  /** A copy: who goes through them may note them again. */
  all(): readonly { readonly interfaceName: string; readonly ip: Ip }[] {
    return [...this.#byKey.values()];
  }
}
