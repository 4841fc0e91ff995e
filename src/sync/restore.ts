import { constants } from 'node:os';
import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { createWakeup } from '../base/wakeup.ts';
import type { OutgoingPacket } from '../host/packet-socket.ts';
import type { Disturbed } from '../netlink/interface-watch.ts';
import type { Interfaces } from '../netlink/interfaces.ts';
import type { NewNeighbor } from '../netlink/requester.ts';
import type { RestoreGroup } from './restore-plan.ts';
import type { Members } from './restore-readiness.ts';
import { type RestoreCounts, RestoreState } from './restore-state.ts';

/** What a restore needs of the world. */
export type RestorePorts = {
  readonly readInterfaces: (signal: AbortSignal) => Promise<Interfaces>;
  /** As last read. */
  readonly members: () => Members;
  /** Calls back whenever interfaces, addresses or members may have changed. */
  readonly onChange: (listener: (disturbed: Disturbed) => void) => Disposable;
  /** See `Requester.addNeighbors`. */
  readonly addNeighbors: (neighbors: readonly NewNeighbor[], signal: AbortSignal) => Promise<readonly number[]>;
  /** See `PacketSocket.send`. */
  readonly sendPackets: (packets: readonly OutgoingPacket[]) => readonly number[];
  readonly clock: Clock;
};

export type RestoreRun = {
  readonly groups: readonly RestoreGroup[];
  /** When the budget has run out (monotonic ms). */
  readonly deadlineMs: number;
  /** Told of how far it has come after each step; must not throw. */
  readonly onProgress: (counts: () => RestoreCounts) => void;
};

/** Why it ended: nothing was left to do, the time was over, a signal came, or the kernel lets us do nothing (EPERM). */
export type RestoreEnd = 'complete' | 'budget' | 'interrupted' | 'forbidden';

export type RestoreOutcome = RestoreCounts & {
  readonly end: RestoreEnd;
  /** The last question to the kernel that failed as a whole; it was asked again. */
  readonly problem: DaemonError | undefined;
};

const { EPERM } = constants.errno;
const UNDISTURBED: Disturbed = new Set<number>();
const ADDS_PER_STEP = 512;
/** Enough for 100,000 neighbors within 15 s, and little for a broadcast domain. */
const PACKETS_PER_MS = 8;
const PACKETS_PER_BURST = 128;
const BURST_PAUSE_MS = 10;
/** Changes come in crowds: the first is waited for the others, and interfaces are read ten times a second at most. */
const SETTLE_MS = 20;
const LOOK_PAUSE_MS = 100;
/** Without any news; for a socket that fails, and for what is told by no event. */
const LOOK_ANYWAY_MS = 5_000;

/**
 * Gives the kernel back its neighbors: waits for each interface and family by events, adds entries that are STALE and never
 * over others, then asks each neighbor once. It lets the kernel probe nobody, for who is silent would become FAILED.
 *
 * Never rejects for what the kernel says: that is in the outcome.
 *
 * @param signal ends it early
 */
export async function restoreNeighbors(
  { groups, deadlineMs, onProgress }: RestoreRun,
  ports: RestorePorts,
  signal: AbortSignal,
): Promise<RestoreOutcome> {
  const { clock } = ports;
  const state = new RestoreState(groups);
  const work = createWakeup(clock);
  const over = new AbortController();
  using _abort = onAbort(signal, () => over.abort());
  const cancel = clock.after(Math.max(0, deadlineMs - clock.monotonicMs()), () => over.abort());
  let lastLookMs = Number.NEGATIVE_INFINITY;
  let lookAtMs = clock.monotonicMs();
  let disturbed: Disturbed = UNDISTURBED;
  let packetsFromMs = 0;
  let problem: DaemonError | undefined;

  const lookSoon = (): void => {
    lookAtMs = Math.min(lookAtMs, Math.max(clock.monotonicMs() + SETTLE_MS, lastLookMs + LOOK_PAUSE_MS));
    work.notify();
  };
  using _changes = ports.onChange((more) => {
    disturbed = disturbed === 'all' || more === 'all' ? 'all' : disturbed.union(more);
    lookSoon();
  });

  /** Undefined when it failed: it will be tried again. */
  const attempt = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (thrown) {
      const error = DaemonError.from(thrown, 'restore');
      if (error.code === 'bug') throw error;
      if (!over.signal.aborted) problem = error;
      return undefined;
    }
  };

  const look = async (): Promise<void> => {
    if (clock.monotonicMs() < lookAtMs) return;
    // What changes while this reads is read again.
    lookAtMs = Number.POSITIVE_INFINITY;
    const interfaces = await attempt(() => ports.readInterfaces(over.signal));
    lastLookMs = clock.monotonicMs();
    lookAtMs = Math.min(lookAtMs, lastLookMs + (interfaces === undefined ? LOOK_PAUSE_MS : LOOK_ANYWAY_MS));
    if (interfaces === undefined) return;
    state.look(interfaces, ports.members(), disturbed);
    disturbed = UNDISTURBED;
  };

  const addSome = async (): Promise<{ readonly added: number; readonly forbidden: boolean }> => {
    const adds = state.takeAdds(ADDS_PER_STEP);
    if (adds.items.length === 0) return { added: 0, forbidden: false };
    const errnos = await attempt(() => ports.addNeighbors(adds.neighbors, over.signal));
    if (state.settleAdds(adds, errnos, clock.monotonicMs())) lookSoon();
    const forbidden = errnos?.includes(EPERM) === true;
    if (forbidden) state.refuseAll(EPERM);
    return { added: adds.items.length, forbidden };
  };

  const askSome = (): void => {
    const nowMs = clock.monotonicMs();
    const room = Math.min(PACKETS_PER_BURST, Math.floor((nowMs - packetsFromMs) * PACKETS_PER_MS));
    if (room < 1) return;
    const asks = state.takeAsks(nowMs, room);
    if (asks.items.length === 0) return;
    packetsFromMs = nowMs;
    state.settleAsks(asks, ports.sendPackets(asks.packets), nowMs);
  };

  const nextMs = (): number => {
    const { nextAskMs } = state;
    const askAtMs =
      nextAskMs === undefined ? Number.POSITIVE_INFINITY : Math.max(nextAskMs, packetsFromMs + BURST_PAUSE_MS);
    return Math.min(lookAtMs, askAtMs);
  };

  const outcome = (end: RestoreEnd): RestoreOutcome => ({ ...state.counts(), end, problem });
  try {
    for (;;) {
      await look();
      const { added, forbidden } = await addSome();
      askSome();
      onProgress(() => state.counts());
      if (forbidden) return outcome('forbidden');
      if (state.isDone && disturbed !== 'all' && disturbed.size === 0) return outcome('complete');
      if (over.signal.aborted) return outcome(signal.aborted ? 'interrupted' : 'budget');
      // Even without a pause: answers of the kernel come in the same turn, and timers and signals would never.
      await work.wait(added > 0 ? 0 : Math.max(0, nextMs() - clock.monotonicMs()), over.signal);
    }
  } finally {
    cancel();
  }
}
