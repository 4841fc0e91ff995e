import { pause } from '../base/abort.ts';
import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import { systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { createWakeup } from '../base/wakeup.ts';
import type { RedisConnection } from '../redis/connection.ts';
import type { Subscriber } from '../redis/subscriber.ts';
import { createConfigReader } from './config-reader.ts';
import { applyReadings, type ConfigRows, renewRows } from './config-rows.ts';
import { keyspacePrefix, type WatchedTable, watchedKeys } from './watched-keys.ts';

const RETRY: BackoffPlan = { firstMs: 100, maxMs: 10_000 };

/** Rows that are read one by one; when more have changed at once, everything is read. */
const MAX_STALE = 1000;

export type ConfigWatchOptions = {
  /** to the database that is watched */
  readonly reader: Pick<RedisConnection, 'run' | 'generation' | 'ready' | 'onState'>;
  /** to the same server, with the pattern `keyspacePattern(databaseId)`; others may listen to it too */
  readonly subscriber: Pick<Subscriber, 'ready' | 'onState' | 'onMessage'>;
  readonly databaseId: number;
  readonly separator: string;
  readonly tables: readonly WatchedTable[];
  /**
   * Told of the rows of all `tables`, complete: once after the first reading, then whenever a row has changed. A table that
   * has not is the same object as before. Must not throw.
   */
  readonly onRows: (rows: ConfigRows) => void;
  /** Told of a reading that failed and will be repeated. */
  readonly onFailure: (failure: DaemonError) => void;
  /** how often everything is read although nothing seems to have changed (FLUSHDB sends no event); default 5 minutes */
  readonly rereadMs?: number;
  /** how long changes are collected after the first one before they are read; default 10 */
  readonly settleMs?: number;
  /** for the jitter of the retries: a number in [0, 1) */
  readonly random?: () => number;
};

/** What the watch has done so far. */
export type ConfigWatchCounts = {
  /** complete readings, failed ones included */
  readonly fullReads: number;
  /** rows that were read because of an event */
  readonly rowReads: number;
  /** readings of a key that is not a hash */
  readonly wrongTypes: number;
  /** readings that failed */
  readonly failures: number;
};

export type ConfigWatch = {
  readonly counts: ConfigWatchCounts;
  /** Watches until `signal` is aborted; nothing else ends it. To be called once. */
  readonly run: (signal: AbortSignal) => Promise<void>;
};

/**
 * Follows some tables of a database by keyspace events.
 *
 * It listens before it reads, and reads everything again after each reconnection, of either connection. An event says only
 * which row to read again: what it tells is old by the time it arrives, and a row that is gone reads as gone whether it was
 * deleted, renamed, expired or emptied. Of rows that change several times within `settleMs` only the last state is seen.
 */
export function createConfigWatch(options: ConfigWatchOptions): ConfigWatch {
  const { reader, subscriber, onRows, onFailure, rereadMs = 300_000, settleMs = 10, random = Math.random } = options;
  const prefix = keyspacePrefix(options.databaseId);
  const watched = watchedKeys(options.tables, options.separator);
  const counts = { fullReads: 0, rowReads: 0, wrongTypes: 0, failures: 0 };
  const source = createConfigReader(reader, watched, () => counts.wrongTypes++);
  const work = createWakeup(systemClock);
  /** Names in Redis of rows to read again; meaningless while everything is to be read. */
  const stale = new Set<string>();
  let everythingIsStale = true;
  let rows: ConfigRows | undefined;

  async function run(signal: AbortSignal): Promise<void> {
    using _subscribed = subscriber.onState(({ kind }) => kind === 'up' && distrustEverything());
    using _connected = reader.onState(({ kind }) => kind === 'up' && distrustEverything());
    using _changed = subscriber.onMessage(distrust);
    using _reread = setInterval(distrustEverything, rereadMs);
    distrustEverything();
    let attempt = 0;
    while (!signal.aborted) {
      try {
        await work.wait(undefined, signal);
        await pause(settleMs, signal);
        await subscriber.ready(signal);
        await reader.ready(signal);
        await catchUp(signal);
        attempt = 0;
      } catch (error) {
        if (signal.aborted) return;
        counts.failures++;
        onFailure(DaemonError.from(error, 'watch CONFIG_DB'));
        await pause(backoffMs(RETRY, attempt++, random()), signal);
        distrustEverything();
      }
    }
  }

  function distrustEverything(): void {
    everythingIsStale = true;
    stale.clear();
    work.notify();
  }

  function distrust(channel: string): void {
    const name = channel.slice(prefix.length);
    if (everythingIsStale || !channel.startsWith(prefix) || !watched.find(name)) return;
    stale.add(name);
    if (stale.size > MAX_STALE) distrustEverything();
    work.notify();
  }

  /** Whatever becomes stale while this reads is stale afterwards, too, and is read again. */
  async function catchUp(signal: AbortSignal): Promise<void> {
    if (rows === undefined || everythingIsStale) {
      everythingIsStale = false;
      counts.fullReads++;
      const read = await source.readAll(signal);
      return tell(rows === undefined ? read : renewRows(rows, read));
    }
    const names = [...stale];
    stale.clear();
    if (names.length === 0) return;
    counts.rowReads += names.length;
    tell(applyReadings(rows, await source.readNamed(names)));
  }

  function tell(read: ConfigRows): void {
    if (read === rows) return;
    rows = read;
    onRows(read);
  }

  return { counts, run };
}
