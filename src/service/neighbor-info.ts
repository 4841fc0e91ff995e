import type { RowFamily } from '../neighbor/row.ts';

/**
 * Where the kernel has a neighbor from: somebody configured it (NUD_PERMANENT), a control plane learned it elsewhere
 * (NTF_EXT_LEARNED), or the kernel resolved it itself.
 */
export type NeighborSource = 'static' | 'external' | 'dynamic';

/** Whether the database has the row that follows from the neighbor: acknowledged, on its way, or there is to be none. */
export type RowState = 'written' | 'pending' | 'none';

/** A neighbor of the kernel, as all faces show it. */
export type NeighborInfo = {
  /** Canonical text (RFC 5952 for IPv6), without a zone. */
  readonly ipAddress: string;
  /** `02:00:00:00:00:01`; undefined while the kernel has none, or one that is not six bytes long. */
  readonly macAddress: string | undefined;
  /** Name of the interface, 1 to 15 characters. */
  readonly interface: string;
  /** NUD state as `ip neigh` names it: NONE, INCOMPLETE, REACHABLE, STALE, DELAY, PROBE, FAILED, NOARP, PERMANENT. */
  readonly state: string;
  readonly family: RowFamily;
  /** The VRF of the interface; undefined while that is not known. */
  readonly vrf: string | undefined;
  /** NTF_* flags as `ip neigh` names them: `extern_learn`, `router` ...; unknown ones are left out. */
  readonly flags: readonly string[];
  readonly source: NeighborSource;
  /** When the kernel last changed state, flags or address, as far as was seen: RFC 3339, UTC. */
  readonly lastChanged: string;
  readonly row: RowState;
};

/** Which neighbor, where the same address may be on several interfaces. */
export type NeighborAddress = {
  readonly ipAddress: string;
  /** Needed when the address is on more than one interface, as fe80::/10 usually is. */
  readonly interface?: string | undefined;
};

/** Conditions as text, as faces are given them; all that are given must hold. An empty text is as none. */
export type NeighborFilter = {
  readonly interface?: string | undefined;
  /** A NUD state, in any case. */
  readonly state?: string | undefined;
  /** `IPv4` or `IPv6`, in any case. */
  readonly family?: string | undefined;
  readonly vrf?: string | undefined;
  readonly mac?: string | undefined;
  /** `10.0.0.0/8`, or an address alone. */
  readonly prefix?: string | undefined;
  /** `static`, `external` or `dynamic`. */
  readonly source?: string | undefined;
};

/** The names of the conditions, as faces spell them. */
export const FILTER_NAMES = ['interface', 'state', 'family', 'vrf', 'mac', 'prefix', 'source'] as const;

export const PAGE_LIMIT = { min: 1, max: 1_000, default: 100 } as const;

export type ListQuery = NeighborFilter & {
  /** `PAGE_LIMIT`; undefined is its default. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
};

/** Part of a list that is ordered by address (IPv4 first), then by interface. */
export type NeighborPage = {
  readonly neighbors: readonly NeighborInfo[];
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
  /** Neighbors that the kernel has, whatever the filter. */
  readonly total: number;
  /** Changes with every change of any neighbor; opaque. */
  readonly revision: string;
};
