import type { RedisConnection } from '../redis/connection.ts';

/** The name under which SONiC knows the daemon, and the container that it runs in (swss-common, `warm_restart.cpp`). */
const APPLICATION = 'neighsyncd';
const CONTAINER = 'swss';

/** CONFIG_DB: `WARM_RESTART|swss` has `neighsyncd_timer`. */
export const WARM_RESTART_CONFIG = { table: 'WARM_RESTART', key: CONTAINER } as const;

const TIMER_DEFAULT_S = 5;
const TIMER_RANGE_S = { min: 1, max: 9999 } as const;

/** How far a warm restart has come, in this order; warm-reboot's finalizer waits for `reconciled`. */
export type WarmState = 'initialized' | 'restored' | 'reconciled';

/** How the daemon is to start: what STATE_DB says now. */
export type StartMode =
  | { readonly kind: 'cold' }
  /** `scope` is what was enabled: all of the switch, or the container alone; `restoreCount` includes this start. */
  | { readonly kind: 'warm'; readonly scope: 'system' | 'swss'; readonly restoreCount: number };

/** The daemon's warm-restart rows in STATE_DB. Every call rejects as `RedisConnection.command`. */
export type WarmRestartRecords = {
  /** Tells how a start would be, and writes nothing. */
  readonly peek: () => Promise<StartMode>;
  /** Records a start of this mode. The same again does nothing more, so that an unanswered call can be repeated. */
  readonly begin: (mode: StartMode) => Promise<void>;
  readonly setState: (state: WarmState) => Promise<void>;
  /** Whether the neighbors of before the restart are in the kernel again, or as many of them as could be. */
  readonly isRestored: () => Promise<boolean>;
  readonly setRestored: () => Promise<void>;
  /** Whether STATE_DB still has what `begin` wrote: otherwise it was emptied, and all that it said is gone. */
  readonly isKnown: () => Promise<boolean>;
};

/** @param separator of STATE_DB, from database_config.json */
export function createWarmRestartRecords(
  connection: Pick<RedisConnection, 'command'>,
  separator: string,
): WarmRestartRecords {
  const key = (...parts: readonly string[]): string => parts.join(separator);
  const own = key('WARM_RESTART_TABLE', APPLICATION);
  const flag = key('NEIGH_RESTORE_TABLE', 'Flags');
  const read = (name: string, field: string): Promise<unknown> => connection.command(['HGET', name, field]);
  const isEnabled = async (scope: string): Promise<boolean> =>
    (await read(key('WARM_RESTART_ENABLE_TABLE', scope), 'enable')) === 'true';
  const write = async (name: string, field: string, value: string): Promise<void> => {
    await connection.command(['HSET', name, field, value]);
  };
  return {
    peek: async () => {
      const scope = (await isEnabled('system')) ? 'system' : (await isEnabled(CONTAINER)) ? CONTAINER : undefined;
      const count = await read(own, 'restore_count');
      // Without a count there was no daemon before this one whose rows could be taken over.
      if (scope === undefined || typeof count !== 'string') return { kind: 'cold' };
      return { kind: 'warm', scope, restoreCount: (Number.parseInt(count, 10) || 0) + 1 };
    },
    begin: (mode) => write(own, 'restore_count', mode.kind === 'warm' ? `${mode.restoreCount}` : '0'),
    setState: (state) => write(own, 'state', state),
    isRestored: async () => (await read(flag, 'restored')) === 'true',
    setRestored: () => write(flag, 'restored', 'true'),
    isKnown: async () => typeof (await read(own, 'restore_count')) === 'string',
  };
}

/**
 * How long a warm start waits at the least before it reconciles, in seconds (1 to 9999, default 5).
 *
 * @param field `neighsyncd_timer` of `WARM_RESTART|swss`
 * @returns the default, and what was wrong, for a value that is no such number
 */
export function parseTimer(field: string | undefined): { readonly seconds: number; readonly problem?: string } {
  if (field === undefined) return { seconds: TIMER_DEFAULT_S };
  const { min, max } = TIMER_RANGE_S;
  const seconds = /^\d{1,5}$/.test(field) ? Number(field) : Number.NaN;
  if (seconds >= min && seconds <= max) return { seconds };
  const problem = `neighsyncd_timer: ${JSON.stringify(field)} is out of range (${min} to ${max})`;
  return { seconds: TIMER_DEFAULT_S, problem };
}
