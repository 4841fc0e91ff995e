import { formatIp, type Ip } from '../neighbor/ip.ts';

/** The host route of a neighbor in a VRF: a row of ROUTE_TABLE under `<vrf>:<ip>`. */
export type HostRoute = { readonly vrf: string; readonly ip: string };

/**
 * Host routes that have to go before the rows of their neighbors are written (EVPN: the host moved here from another
 * switch, whose route to it would win). Each once; at most one per neighbor.
 */
export class HostRoutes {
  readonly #waiting = new Map<string, HostRoute>();

  get size(): number {
    return this.#waiting.size;
  }

  put(vrf: string, ip: Ip): void {
    this.restore([{ vrf, ip: formatIp(ip) }]);
  }

  /** Takes all. */
  take(): readonly HostRoute[] {
    const routes = [...this.#waiting.values()];
    this.#waiting.clear();
    return routes;
  }

  /** Puts back what could not be removed. */
  restore(routes: readonly HostRoute[]): void {
    for (const route of routes) this.#waiting.set(`${route.vrf}:${route.ip}`, route);
  }
}
