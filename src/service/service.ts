import type { AddRequest, ChangeResult, ConfigReport } from './changes.ts';
import type { ListQuery, NeighborAddress, NeighborInfo, NeighborPage } from './neighbor-info.ts';
import type { ConfigValue, Explanation, HealthInfo, StatsInfo, StatusInfo, VerifyReport } from './reports.ts';
import type { WatchEvent, WatchQuery } from './watch-event.ts';

/**
 * What can be asked of the daemon. All of it throws, or rejects with, a DaemonError:
 * `invalid_argument` names the field, its value and what is allowed.
 */
export type NeighsyncQueries = {
  /** Rejects with `invalid_argument`. */
  readonly list: (query: ListQuery, signal: AbortSignal) => Promise<NeighborPage>;
  /** Throws `not_found`; `ambiguous` when no interface was given and several have the address; `invalid_argument`. */
  readonly get: (address: NeighborAddress) => NeighborInfo;
  /**
   * Follows the kernel's neighbors until `signal` is aborted; ends then. It is the reader that pulls: what it does not take
   * costs no memory. Throws `invalid_argument` before anything is told; `busy` when there are too many watches.
   */
  readonly watch: (query: WatchQuery, signal: AbortSignal) => AsyncIterable<WatchEvent>;
  /** For each interface that has the address, or had it a while ago, or is asked about; in the order of names. */
  readonly explain: (address: NeighborAddress, signal: AbortSignal) => Promise<readonly Explanation[]>;
  readonly health: () => HealthInfo;
  readonly stats: () => StatsInfo;
  readonly status: () => StatusInfo;
  readonly configuration: () => readonly ConfigValue[];
  /** Reads both sides anew. Rejects with `busy` while another comparison runs, and as Redis and kernel do. */
  readonly verify: (signal: AbortSignal) => Promise<VerifyReport>;
  /** A snapshot of the profiler, as JSON (docs/TUNING.md). */
  readonly profile: () => Promise<object>;
  /** What the tuner did, and why, as JSON (docs/TUNING.md). */
  readonly tuning: () => object;
};

/** What changes the daemon, or the kernel. */
export type NeighsyncCommands = {
  /**
   * Puts a neighbor into the kernel, over what is there, and waits until Redis has acknowledged its row. Rejects with
   * `invalid_argument`, `not_found` (no such interface), `permission`, `kernel_refused` with the kernel's text; and
   * `not_ready` while kernel and database are not both known.
   */
  readonly add: (request: AddRequest, signal: AbortSignal) => Promise<ChangeResult>;
  /** Takes a neighbor out of the kernel. Rejects as `add` and `get` do. */
  readonly remove: (address: NeighborAddress, signal: AbortSignal) => Promise<ChangeResult>;
  /**
   * Sets keys (`section.key`, or `vrf.NAME.key`) until the daemon ends, above every other source; null takes back what was
   * set so. All or none: throws `config_invalid`, or `config_not_live` for keys that need a restart.
   */
  readonly configure: (values: Readonly<Record<string, unknown>>) => ConfigReport;
  /** Reads all sources of the configuration again, as SIGHUP does. Throws `config_invalid`, and nothing has changed then. */
  readonly reload: () => ConfigReport;
  /** Looks at both sides as a whole once more, or at the neighbors of one VRF. Throws `not_found` for no such VRF. */
  readonly resync: (vrf?: string) => void;
  /** Opens the kernel socket and the connections to Redis anew and reads both sides: the pipeline as after a start. */
  readonly restart: () => void;
  /** Writes a profile file and resolves with its path. Rejects with `busy` and `profile_failed`. */
  readonly writeProfile: (kind: 'cpu' | 'heap', signal: AbortSignal) => Promise<{ readonly file: string }>;
};

/** The daemon as programs and people use it; REST, gRPC and neighctl are faces over it. */
export type NeighsyncService = NeighsyncQueries & NeighsyncCommands;
