import type { NeighborInfo } from './neighbor-info.ts';

/** States that a neighbor may be added with: `permanent` stays for ever, `reachable` and `stale` are for the kernel to age. */
export const ADD_STATES = ['permanent', 'reachable', 'stale'] as const;
export type AddState = (typeof ADD_STATES)[number];

export type AddRequest = {
  readonly ipAddress: string;
  /** Unicast, not zero. */
  readonly macAddress: string;
  readonly interface: string;
  /** Default `permanent`. One of `ADD_STATES`; faces pass on what they were given. */
  readonly state?: string | undefined;
  /** NTF_EXT_LEARNED: a control plane has it from elsewhere. Default false. */
  readonly externLearn?: boolean | undefined;
  /** NTF_ROUTER. Default false. */
  readonly router?: boolean | undefined;
};

/**
 * What became of the row after the kernel had been changed:
 * - `acknowledged`: Redis has it (or, after a delete, has it no longer)
 * - `no_row`: the policy gives this neighbor no row; `rule` says why
 * - `pending`: not within the time limit; it will be written as soon as that is possible
 */
export type DatabaseOutcome = 'acknowledged' | 'no_row' | 'pending';

/** The kernel has been changed, or was so already. */
export type ChangeResult = {
  readonly database: DatabaseOutcome;
  /** The rule that decided, and what it says; undefined where there is nothing to explain. */
  readonly rule: string | undefined;
  readonly ruleText: string | undefined;
  /** As the kernel has it now; undefined when it is gone. */
  readonly neighbor: NeighborInfo | undefined;
};

/** One key of the configuration that differs. */
export type ConfigChange = { readonly key: string; readonly before: unknown; readonly after: unknown };

export type ConfigReport = {
  /** In force now. */
  readonly applied: readonly ConfigChange[];
  /** In the sources, but without effect before the next start. */
  readonly needsRestart: readonly ConfigChange[];
};
