import { constants } from 'node:os';
import { systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { Config } from '../config/schema.ts';
import { openPacketSocket } from '../host/packet-socket.ts';
import type { StoredRow } from '../neighbor/row.ts';
import { type Disturbed, openInterfaceWatch } from '../netlink/interface-watch.ts';
import { readInterfaces } from '../netlink/interfaces.ts';
import { createRequester } from '../netlink/requester.ts';
import { createConnection } from '../redis/connection.ts';
import type { Database } from '../sonic/database-config.ts';
import { createWarmRestartRecords } from '../sonic/warm-restart.ts';
import { type RestoreOutcome, type RestorePorts, type RestoreRun, restoreNeighbors } from '../sync/restore.ts';
import { planRestore, type RestorePlan } from '../sync/restore-plan.ts';
import { connectionOptions } from './connection-options.ts';
import { createNeighborDatabase } from './database.ts';
import { followMembers } from './members.ts';
import { persist } from './persist.ts';
import { type RedisSelection, selectRedis } from './select-redis.ts';

/** How long the flag is tried to be set beyond the budget, or after a signal. */
const FLAG_GRACE_MS = 10_000;
const { EPERM } = constants.errno;

export type RestoreOptions = {
  readonly config: Config;
  /** For waiting and restoring, from the start on. */
  readonly budgetMs: number;
  readonly onProgress: RestoreRun['onProgress'];
  /** Told of what is worth a line in the log and ends nothing. */
  readonly onNote: (text: string) => void;
};

/**
 * What was done.
 *
 * - `cold`: nothing, for it is no warm start
 * - `swss`: nothing, for only the container was restarted, and the kernel has kept its entries
 * - `system`: `outcome` tells how far it came; `problem` is why the rows could not be read
 *
 * The flag `restored` of `NEIGH_RESTORE_TABLE|Flags` is set in every case but `cold`; `flagProblem` is why it could not be.
 */
export type RestoreReport =
  | { readonly kind: 'cold' }
  | { readonly kind: 'swss'; readonly flagProblem: DaemonError | undefined }
  | {
      readonly kind: 'system';
      readonly skipped: RestorePlan['skipped'];
      readonly outcome: RestoreOutcome;
      readonly problem: DaemonError | undefined;
      readonly flagProblem: DaemonError | undefined;
      readonly tookMs: number;
    };

/**
 * Restores the kernel's neighbors from APPL_DB, as after a warm reboot.
 *
 * @param signal ends it early: the flag is set all the same, for neighsyncd would wait for it in vain
 * @throws DaemonError when it cannot be known in time whether the start is warm
 */
export async function runRestore(options: RestoreOptions, signal: AbortSignal): Promise<RestoreReport> {
  const { config, budgetMs, onNote } = options;
  const startMs = systemClock.monotonicMs();
  const deadlineMs = startMs + budgetMs;
  const selection = selectRedis(config);
  const stateDb = stateDbOf(selection);
  await using resources = new AsyncDisposableStack();
  const ended = new AbortController();
  resources.defer(() => ended.abort());
  const connection = resources.use(createConnection(connectionOptions(config, stateDb, 'restore')));
  connection.onState((state) => state.kind === 'down' && onNote(`waiting for Redis: ${state.reason.message}`));
  connection.open(ended.signal);
  const records = createWarmRestartRecords(connection, stateDb.separator);

  const budget = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
  const mode = await persist(connection, records.peek, budget);
  if (mode.kind === 'cold') return { kind: 'cold' };
  const setFlag = async (): Promise<DaemonError | undefined> => {
    const leftMs = signal.aborted ? 0 : Math.max(0, deadlineMs - systemClock.monotonicMs());
    const limit = AbortSignal.timeout(Math.ceil(leftMs + FLAG_GRACE_MS));
    return await persist(connection, records.setRestored, limit).then(
      () => undefined,
      (thrown) => DaemonError.from(thrown, 'set the restored flag'),
    );
  };
  if (mode.scope === 'swss') return { kind: 'swss', flagProblem: await setFlag() };
  const restoring = restoreSystem(options, selection, stateDb, { budget, deadlineMs, signal });
  // Even if that is a bug: whoever waits for the flag would wait in vain.
  await restoring.catch(() => {});
  const flagProblem = await setFlag();
  return { ...(await restoring), kind: 'system', flagProblem, tookMs: systemClock.monotonicMs() - startMs };
}

async function restoreSystem(
  options: RestoreOptions,
  selection: RedisSelection,
  stateDb: Database,
  {
    budget,
    deadlineMs,
    signal,
  }: { readonly budget: AbortSignal; readonly deadlineMs: number; readonly signal: AbortSignal },
) {
  const { plan, problem } = await planFromDatabase(options.config, selection, budget);
  const outcome = await restore(plan, options, stateDb, deadlineMs, signal);
  return { skipped: plan.skipped, outcome, problem };
}

function stateDbOf({ stateDb, source }: RedisSelection): Database {
  if (stateDb !== undefined) return stateDb;
  const message = `${source} names no STATE_DB: a restore needs a database_config.json (--sonic-db-config) that does`;
  throw new DaemonError('config_invalid', { op: 'restore', message });
}

/** An empty plan, and why, if the rows cannot be read in time. */
async function planFromDatabase(config: Config, selection: RedisSelection, budget: AbortSignal) {
  const { reader, readRows } = createNeighborDatabase(config, selection, { guarded: false, limits: { maxKeys: 0 } });
  await using connection = reader;
  connection.open(budget);
  try {
    const rows = await persist(
      connection,
      async (signal) => {
        const read: StoredRow[] = [];
        for await (const slice of readRows(signal)) read.push(...slice);
        return read;
      },
      budget,
    );
    return { plan: planRestore(rows), problem: undefined };
  } catch (thrown) {
    return { plan: planRestore([]), problem: DaemonError.from(thrown, 'read NEIGH_TABLE') };
  }
}

async function restore(
  { groups }: RestorePlan,
  { config, onProgress, onNote }: RestoreOptions,
  stateDb: Database,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<RestoreOutcome> {
  await using resources = new AsyncDisposableStack();
  const listeners = new Set<(disturbed: Disturbed) => void>();
  const tell = (disturbed: Disturbed): void => {
    for (const listener of listeners) listener(disturbed);
  };
  const members = resources.use(followMembers(config, stateDb, () => tell(new Set())));
  resources.use(openInterfaceWatch({ onChange: tell }));
  const requester = resources.use(createRequester({ onDecodeFailure: () => {} }));
  const sendPackets = openSender(resources, onNote);
  const ports: RestorePorts = {
    readInterfaces: (until) => readInterfaces(requester, until),
    members: members.read,
    onChange: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    addNeighbors: requester.addNeighbors,
    sendPackets,
    clock: systemClock,
  };
  return await restoreNeighbors({ groups, deadlineMs, onProgress }, ports, signal);
}

/** Entries are worth restoring even if nobody can be asked. */
function openSender(resources: AsyncDisposableStack, onNote: (text: string) => void): RestorePorts['sendPackets'] {
  try {
    return resources.use(openPacketSocket()).send;
  } catch (thrown) {
    const error = DaemonError.from(thrown, 'open packet socket');
    if (error.code === 'bug') throw error;
    onNote(`${error.message}; neighbors are restored but not asked, ignoring`);
    return (packets) => packets.map(() => EPERM);
  }
}
