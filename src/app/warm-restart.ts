import { isDeepStrictEqual } from 'node:util';
import { aborted, pause } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { EngineInlet } from '../capture/recorder.ts';
import type { Config } from '../config/schema.ts';
import { createConnection, type RedisConnection } from '../redis/connection.ts';
import type { ConfigRows } from '../sonic/config-rows.ts';
import { dropPending } from '../sonic/drop-pending.ts';
import {
  createWarmRestartRecords,
  parseTimer,
  type StartMode,
  WARM_RESTART_CONFIG,
  type WarmState,
} from '../sonic/warm-restart.ts';
import type { EngineReport } from '../sync/report.ts';
import type { Start } from '../sync/start-phase.ts';
import type { Logger } from '../telemetry/logger.ts';
import { connectionOptions } from './connection-options.ts';
import type { NeighborDatabase } from './database.ts';
import { createFailureLog } from './failure-log.ts';
import { persist } from './persist.ts';
import type { RedisSelection } from './select-redis.ts';

export type WarmRestartOptions = {
  readonly config: Config;
  readonly database: Pick<NeighborDatabase, 'writer' | 'names'>;
  /** What CONFIG_DB holds, once it has been read; undefined where there is none. */
  readonly configRows: Promise<ConfigRows> | undefined;
  readonly inlet: Pick<EngineInlet, 'begin' | 'restored'>;
  /** How to start when STATE_DB asks for no warm start. */
  readonly cold: Start;
  readonly logger: Logger;
};

/** The warm-restart contract with the rest of SONiC, kept while `run` runs. */
export type WarmRestart = {
  readonly onReport: (report: EngineReport) => void;
  readonly run: (signal: AbortSignal) => Promise<void>;
};

const FLAG_POLL_MS = 1_000;
/** So often is asked again what Redis refuses, some ten seconds; then the start goes on without it. */
const REFUSALS_BORNE = 15;

/**
 * Tells the engine how to start, by what STATE_DB says, and STATE_DB how far the start has come. While STATE_DB cannot be
 * reached nothing begins; if it refuses, the start goes on without it.
 *
 * @returns undefined where there is no STATE_DB
 */
export function createWarmRestart(
  { applDb, stateDb, output }: RedisSelection,
  { config, database, configRows, inlet, cold, logger }: WarmRestartOptions,
): WarmRestart | undefined {
  if (stateDb === undefined) return undefined;
  const { writer, names } = database;
  const failures = createFailureLog(logger, systemClock.monotonicMs);
  const tableLoaded = Promise.withResolvers<void>();
  const reconciled = Promise.withResolvers<void>();

  const run = async (signal: AbortSignal): Promise<void> => {
    await using connection = createConnection(connectionOptions(config, stateDb, 'state'));
    connection.onState((state) => {
      if (state.kind === 'down') failures.warn('connect', 'STATE_DB cannot be reached', state.reason);
    });
    connection.open(signal);
    const records = createWarmRestartRecords(connection, stateDb.separator);
    /** Undefined when there was no answer until the end, or it was refused too often. */
    const ask = async <T>(
      op: string,
      command: () => Promise<T>,
      refusalsBorne?: number,
      asked: RedisConnection = connection,
    ): Promise<T | undefined> => {
      const onFailure = (error: DaemonError): void =>
        failures.warn(op, 'a step of the warm restart is tried again', error);
      try {
        return await persist(asked, command, signal, { onFailure, refusalsBorne });
      } catch (thrown) {
        const { message } = DaemonError.from(thrown, op);
        if (!signal.aborted) logger.warn('a step of the warm restart is refused, ignoring', { op, error: message });
        return undefined;
      }
    };
    const setState = (state: WarmState, refusalsBorne?: number): Promise<void> =>
      ask(`set the state ${state}`, () => records.setState(state), refusalsBorne);

    /** Redis may come back empty, APPL_DB with it: then there are no rows to be careful with. */
    const isOneServer = isDeepStrictEqual(stateDb.endpoint, applDb.endpoint);
    const isRestored = async (): Promise<boolean> => {
      if (await records.isRestored()) return true;
      if (!isOneServer || (await records.isKnown())) return false;
      logger.warn('STATE_DB has been emptied; the warm start waits for nothing more');
      return true;
    };

    const mode = (await ask('read STATE_DB', records.peek, REFUSALS_BORNE)) ?? { kind: 'cold' };
    if (signal.aborted) return;
    await ask('set restore_count', () => records.begin(mode), REFUSALS_BORNE);
    if (mode.kind === 'warm') {
      await setState('initialized', REFUSALS_BORNE);
      // Direct output leaves nothing pending.
      if (output === 'producer') {
        await ask('drop pending keys', () => dropPending(writer, names, signal), REFUSALS_BORNE, writer);
      }
    }
    if (signal.aborted) return;
    const start = await startOf(mode, signal);
    if (signal.aborted) return;
    inlet.begin(start);
    if (mode.kind === 'warm') {
      await Promise.all([
        watchFlag(() => ask('read the restored flag', isRestored), signal),
        tellStates(setState, signal),
      ]);
    }
    await aborted(signal);
  };

  async function startOf(mode: StartMode, signal: AbortSignal): Promise<Start> {
    if (mode.kind === 'cold') return cold;
    const rows = (await Promise.race([configRows, aborted(signal)])) ?? undefined;
    const { table, key } = WARM_RESTART_CONFIG;
    const { seconds, problem } = parseTimer(rows?.get(table)?.get(key)?.['neighsyncd_timer']);
    if (problem !== undefined) logger.warn(`${problem}, ignoring`);
    logger.info('warm start', { scope: mode.scope, restore_count: mode.restoreCount, timer_s: seconds });
    return { kind: 'warm', timerMs: seconds * 1000 };
  }

  /** It may come at any time, or never. */
  async function watchFlag(isRestored: () => Promise<boolean | undefined>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && (await isRestored()) !== true) await pause(FLAG_POLL_MS, signal);
    if (!signal.aborted) inlet.restored();
  }

  async function tellStates(setState: (state: WarmState) => Promise<void>, signal: AbortSignal): Promise<void> {
    await Promise.race([tableLoaded.promise, aborted(signal)]);
    await setState('restored');
    await Promise.race([reconciled.promise, aborted(signal)]);
    await setState('reconciled');
  }

  return {
    run,
    onReport: (report) => {
      if (report.kind === 'table_loaded') tableLoaded.resolve();
      if (report.kind === 'start' && report.phase.kind === 'reconciled') reconciled.resolve();
    },
  };
}
