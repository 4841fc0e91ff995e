import { formatIp, type Ip } from '../neighbor/ip.ts';
import { formatKey, type NeighborKey } from '../neighbor/key.ts';

/** The host route of a neighbor in a VRF: a row of ROUTE_TABLE under `<vrf>:<ip>`. */
export type HostRoute = { readonly vrf: string; readonly ip: string };

/**
 * Host routes that have to go before the rows of their neighbors are written (EVPN: the host moved here from another
 * switch, whose route to it would win). At most one per neighbor.
 */
export class HostRoutes {
  readonly #waiting = new Map<NeighborKey, HostRoute>();
  /** On their way out. */
  readonly #sent = new Map<NeighborKey, HostRoute>();
  /** Neighbors that moved, but have no row by that yet: the kernel still probes them. */
  readonly #postponed = new Set<NeighborKey>();

  get size(): number {
    return this.#waiting.size;
  }

  put(interfaceName: string, ip: Ip, vrf: string): void {
    this.#waiting.set(formatKey(interfaceName, ip), { vrf, ip: formatIp(ip) });
  }

  /** Remembers that a neighbor has moved. */
  postpone(interfaceName: string, ip: Ip): void {
    this.#postponed.add(formatKey(interfaceName, ip));
  }

  /** Whether that was remembered of a neighbor; only once. */
  takePostponed(interfaceName: string, ip: Ip): boolean {
    return this.#postponed.size > 0 && this.#postponed.delete(formatKey(interfaceName, ip));
  }

  /** The neighbor is not there any more: a route to its address is now somebody's who has it. */
  forget(interfaceName: string, ip: Ip): void {
    if (this.#waiting.size + this.#sent.size + this.#postponed.size === 0) return;
    const key = formatKey(interfaceName, ip);
    this.#waiting.delete(key);
    this.#sent.delete(key);
    this.#postponed.delete(key);
  }

  /** Takes all; they are to be given back by `settle`. */
  take(): readonly HostRoute[] {
    for (const [key, route] of this.#waiting) this.#sent.set(key, route);
    this.#waiting.clear();
    return [...this.#sent.values()];
  }

  /** Those taken are removed, or wait again. */
  settle(removed: boolean): void {
    if (!removed) for (const [key, route] of this.#sent) if (!this.#waiting.has(key)) this.#waiting.set(key, route);
    this.#sent.clear();
  }
}
