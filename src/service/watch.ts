import { DaemonError } from '../base/errors.ts';
import { formatIp } from '../neighbor/ip.ts';
import { isWithin } from './arguments.ts';
import { type ParsedFilter, parseFilter } from './filter.ts';
import { type ListOptions, neighborUnder, slicesIn } from './list.ts';
import { FIRST_KEY, type OrderKey, splitKey } from './order-key.ts';
import type { Revisions } from './revision.ts';
import type { SnapshotReason, WatchEvent, WatchQuery } from './watch-event.ts';
import type { WatchLog } from './watch-log.ts';

export type WatchOptions = Omit<ListOptions, 'revision'> & {
  readonly log: WatchLog;
  readonly revisions: Revisions;
  readonly maxWatches: number;
};

const HEARTBEAT_MS = 10_000;
/** Changes told, and neighbors of a snapshot, in one turn: a reader makes text of each, which takes longer than finding it. */
const BATCH = 128;

/** Follows neighbors; see `NeighsyncQueries.watch`. */
export function watchNeighbors(
  options: WatchOptions,
  query: WatchQuery,
  signal: AbortSignal,
): AsyncIterable<WatchEvent> {
  const filter = parseFilter(query);
  const { revisions } = options;
  const wanted = query.fromRevision;
  const after = wanted === undefined || wanted === '' ? undefined : revisions.parse(wanted);
  needRoom(options);
  // Looked at again when it opens: many may be made before any of them is.
  return follow(options, filter, { after, reason: wanted ? 'revision_unknown' : 'start' }, signal);
}

type Change =
  | Omit<WatchEvent & { readonly kind: 'changed' }, 'revision'>
  | Omit<WatchEvent & { readonly kind: 'gone' }, 'revision'>;

type Beginning = { readonly after: number | undefined; readonly reason: SnapshotReason };

function needRoom({ log, maxWatches }: WatchOptions): void {
  if (log.watches < maxWatches) return;
  throw new DaemonError('busy', { op: 'watch', message: `there are ${maxWatches} watches, and no more are allowed` });
}

async function* follow(
  options: WatchOptions,
  filter: ParsedFilter,
  beginning: Beginning,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  if (signal.aborted) return;
  const { log, revisions, turns, clock } = options;
  needRoom(options);
  // The log may have to be asked before it begins to remember: what it forgot it does not know.
  const resumes = beginning.after !== undefined && (log.knows(beginning.after) || beginning.after === log.last);
  using _open = log.open();
  let at = resumes ? (beginning.after ?? 0) : log.last;
  if (!resumes) yield* snapshot(options, filter, at, beginning.reason, signal);
  let toldMs = clock.monotonicMs();
  while (!signal.aborted) {
    if (log.last > at) await turns.next();
    // No waiting between the question and the reading: the log goes on.
    if (!log.knows(at)) {
      at = log.last;
      yield* snapshot(options, filter, at, 'too_slow', signal);
      toldMs = clock.monotonicMs();
      continue;
    }
    const { keys, last } = log.read(at, BATCH);
    const changes = [...keys].map((key) => changeOf(options, filter, key)).filter((change) => change !== undefined);
    // Who goes on from the middle of a batch is told all of it again, and misses nothing.
    for (const [place, change] of changes.entries())
      yield { ...change, revision: revisions.format(place === changes.length - 1 ? last : at) };
    at = last;
    if (changes.length > 0) toldMs = clock.monotonicMs();
    const silentMs = clock.monotonicMs() - toldMs;
    if (silentMs < HEARTBEAT_MS) await log.next(at, HEARTBEAT_MS - silentMs, signal);
    else {
      toldMs = clock.monotonicMs();
      yield { kind: 'heartbeat', revision: revisions.format(at) };
    }
  }
}

/** All that is there. What changes meanwhile is in the log, after `at`, and told again. */
async function* snapshot(
  options: WatchOptions,
  filter: ParsedFilter,
  at: number,
  reason: SnapshotReason,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
  yield { kind: 'snapshot', reason };
  const keys = await options.order.keys();
  for await (const slice of slicesIn(options, { keys, filter, after: FIRST_KEY, size: BATCH }, signal)) {
    for (const key of slice) {
      const neighbor = neighborUnder(options, key, filter);
      if (neighbor !== undefined) yield { kind: 'present', neighbor };
    }
  }
  if (!signal.aborted) yield { kind: 'synced', revision: options.revisions.format(at) };
}

/**
 * A neighbor that has changed, as it is now. One that the filter does not want may have been wanted before: it is told as gone,
 * unless its address or interface alone rule it out.
 */
function changeOf(options: WatchOptions, filter: ParsedFilter, key: OrderKey): Change | undefined {
  const parts = splitKey(key);
  if (parts === undefined) return undefined;
  const { interfaceName, ip } = parts;
  if (filter.interface !== undefined && filter.interface !== interfaceName) return undefined;
  if (filter.family !== undefined && filter.family !== (ip.length === 4 ? 'IPv4' : 'IPv6')) return undefined;
  if (filter.prefix !== undefined && !isWithin(ip, filter.prefix)) return undefined;
  const neighbor = neighborUnder(options, key, filter);
  if (neighbor !== undefined) return { kind: 'changed', neighbor };
  return { kind: 'gone', ipAddress: formatIp(ip), interface: interfaceName };
}
