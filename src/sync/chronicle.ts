import { type Happening, History } from '../neighbor/history.ts';
import type { Ip } from '../neighbor/ip.ts';
import type { LinkAddress } from '../neighbor/kernel-table.ts';

/**
 * Told of each neighbor that may look different now; `ip` is valid only during the call. Must not throw.
 *
 * @param ofRow only its row has changed
 */
export type ChangeListener = (interfaceName: string, ip: Ip, ofRow: boolean) => void;

/**
 * What happens to neighbors and to their rows: remembered for a while, and told to those who follow. On the way of every event,
 * so next to nothing is done while nobody follows.
 */
export class Chronicle {
  readonly history = new History();
  readonly #listeners = new Set<ChangeListener>();
  #revision = 0;

  /** How much has happened; the same number means that nothing has. */
  get revision(): number {
    return this.#revision;
  }

  /** @param state NUD_*, where it is the kernel that says something */
  note(what: Happening, interfaceName: string, ip: Ip, atMs: number, state?: number, mac?: LinkAddress): void {
    this.history.note(what, interfaceName, ip, atMs, state, mac);
    this.#tell(interfaceName, ip, !what.startsWith('kernel'));
  }

  /** Only tells that it may look different: another name, another VRF. */
  touch(interfaceName: string, ip: Ip): void {
    this.#tell(interfaceName, ip, false);
  }

  #tell(interfaceName: string, ip: Ip, ofRow: boolean): void {
    this.#revision++;
    for (const listener of this.#listeners) listener(interfaceName, ip, ofRow);
  }

  /** Tells `listener` of what comes from now on, until disposed. */
  follow(listener: ChangeListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
