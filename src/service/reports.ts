import type { NeighborInfo } from './neighbor-info.ts';

export type HealthInfo = {
  /** It does its work: healthy or degraded. */
  readonly isHealthy: boolean;
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly reasons: readonly string[];
  /** Both sides have been seen whole, and both can be reached now. */
  readonly ready: boolean;
  /** Undefined before the first event. */
  readonly timeSinceLastEventMs: number | undefined;
  /** 99th percentile of the last ten seconds, event read to row acknowledged; undefined when no row was written. */
  readonly latencyMs: number | undefined;
  readonly neighborsProcessed: number;
  /** Failed requests to the kernel, and commands and connections of Redis that failed. */
  readonly errorCount: number;
};

/** Totals since the start of the process, but for those that say "now". */
export type StatsInfo = {
  /** Now. */
  readonly totalNeighbors: number;
  /** Now, in the database. */
  readonly rows: number;
  /** Now, not yet acknowledged. */
  readonly pending: number;
  readonly totalEvents: number;
  readonly failedEvents: number;
  readonly rowsAdded: number;
  readonly rowsUpdated: number;
  readonly rowsDeleted: number;
  readonly suppressedWrites: number;
  readonly netlinkErrors: number;
  readonly redisErrors: number;
  readonly overruns: number;
  readonly kernelResyncs: number;
  readonly tableReloads: number;
  readonly driftFound: number;
  readonly driftRepaired: number;
  readonly uptimeSecs: number;
};

export type StatusInfo = {
  readonly version: string;
  readonly ready: boolean;
  /** Of the start: `cold`, `awaiting_flag` ... as the metric `start_phase` has it. */
  readonly startPhase: string;
  readonly output: 'producer' | 'direct';
  readonly netlinkConnected: boolean;
  readonly redisConnected: boolean;
  readonly neighbors: number;
  readonly rows: number;
  readonly links: number;
  readonly pending: number;
  readonly uptimeSecs: number;
  readonly pid: number;
  readonly vrfs: readonly VrfInfo[];
};

export type VrfInfo = {
  readonly name: string;
  /** Undefined when the kernel did not say it. */
  readonly tableId: number | undefined;
  readonly interfaces: readonly string[];
};

/** A key of the configuration in force. */
export type ConfigValue = {
  /** `section.key`, or `vrf.NAME.key` */
  readonly key: string;
  /** `***` for a secret that is set. */
  readonly value: unknown;
  /** Where it came from: `default`, a file, CONFIG_DB, a variable, a flag or `API`. */
  readonly origin: string;
  /** The running daemon can take on a new value. */
  readonly live: boolean;
  /** What is allowed, in words. */
  readonly allowed: string;
  readonly default: unknown;
};

/** The outcome of comparing kernel and database row by row. */
export type VerifyReport = {
  readonly equal: boolean;
  /** Rows that are as they should be. */
  readonly rowsEqual: number;
  readonly differences: readonly {
    readonly kind: 'missing' | 'wrong' | 'unwanted' | 'malformed';
    /** `<interface>:<ip>` */
    readonly key: string;
    /** The MAC that should be there, or why there should be none. */
    readonly kernel: string;
    /** What is there. */
    readonly database: string;
  }[];
  /** Rows that stay on purpose. */
  readonly kept: readonly { readonly key: string; readonly reason: string }[];
};

/** Why a row is there, or is not. */
export type Explanation = {
  readonly interface: string;
  readonly ipAddress: string;
  /** What the kernel answered just now, and what the daemon thinks; they differ only for a moment. */
  readonly kernel: NeighborInfo | undefined;
  readonly known: NeighborInfo | undefined;
  readonly verdict: {
    /** `row`: there is to be one, with `macAddress`; `hold`: whatever is there stays. */
    readonly kind: 'row' | 'absent' | 'hold';
    readonly rule: string;
    readonly text: string;
    readonly macAddress: string | undefined;
  };
  /** The keys of the configuration, and the facts of CONFIG_DB, that the verdict depends on. */
  readonly configuration: readonly { readonly key: string; readonly value: unknown; readonly origin: string }[];
  readonly database: {
    /** As read just now; undefined when there is none, or Redis did not answer. */
    readonly row: { readonly neigh: string | undefined; readonly family: string | undefined } | undefined;
    /** Why that could not be read. */
    readonly error: string | undefined;
    /** A change waits, or is on its way. */
    readonly pending: boolean;
    /** Why a row stays that should go. */
    readonly kept: string | undefined;
  };
  /** The latest first; bounded over all neighbors, so that old entries vanish. */
  readonly history: readonly HistoryEntry[];
};

/** Something that happened to a neighbor: the kernel has said something, or a row was written or deleted. */
export type HistoryEntry = {
  /** RFC 3339, UTC */
  readonly at: string;
  readonly what: 'kernel_changed' | 'kernel_gone' | 'row_written' | 'row_deleted' | 'write_failed';
  /** Of the kernel. */
  readonly state: string | undefined;
  readonly macAddress: string | undefined;
};
