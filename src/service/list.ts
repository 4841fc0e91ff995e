import { DaemonError } from '../base/errors.ts';
import type { Turns } from '../base/turns.ts';
import type { Inspection } from '../sync/inspection.ts';
import { invalidArgument, parseLimit } from './arguments.ts';
import { describe, type WallClock } from './describe.ts';
import { matches, type ParsedFilter, parseFilter } from './filter.ts';
import type { ListQuery, NeighborInfo, NeighborPage } from './neighbor-info.ts';
import type { NeighborOrder } from './neighbor-order.ts';
import { decodeCursor, encodeCursor, FIRST_KEY, type OrderKey, rangeOf, splitKey } from './order-key.ts';
import type { SortedKeys } from './sorted-keys.ts';

export type ListOptions = {
  readonly inspection: Inspection;
  readonly order: NeighborOrder;
  readonly clock: WallClock;
  /** Shared by all that takes long. */
  readonly turns: Turns;
  /** The present revision, as faces show it. */
  readonly revision: () => string;
};

/** Keys looked at in one turn: some milliseconds. */
const SLICE = 1_000;

/** One page; see `NeighborPage`. */
export async function listNeighbors(
  options: ListOptions,
  query: ListQuery,
  signal: AbortSignal,
): Promise<NeighborPage> {
  const { inspection, order, revision } = options;
  const filter = parseFilter(query);
  const limit = parseLimit(query.limit);
  const after = query.cursor === undefined || query.cursor === '' ? FIRST_KEY : decodeCursor(query.cursor);
  if (after === undefined) throw invalidArgument('cursor', query.cursor, 'is none that a page before has given');
  const asOf = revision();
  const keys = await order.keys();
  const neighbors: NeighborInfo[] = [];
  let last: OrderKey | undefined;
  let isMore = false;
  for await (const slice of slicesIn(options, { keys, filter, after, size: SLICE }, signal)) {
    for (const key of slice) {
      const info = neighborUnder(options, key, filter);
      if (info === undefined) continue;
      isMore = neighbors.length === limit;
      if (isMore) break;
      neighbors.push(info);
      last = key;
    }
    if (isMore) break;
  }
  if (signal.aborted) throw new DaemonError('aborted', { op: 'list neighbors' });
  const nextCursor = isMore && last !== undefined ? encodeCursor(last) : undefined;
  return { neighbors, nextCursor, total: inspection.size, revision: asOf };
}

/** The neighbor under a key, if there still is one and the filter wants it. */
export function neighborUnder(
  { inspection, clock }: Pick<ListOptions, 'inspection' | 'clock'>,
  key: OrderKey,
  filter: ParsedFilter,
): NeighborInfo | undefined {
  const parts = splitKey(key);
  if (parts === undefined) return undefined;
  const { interfaceName, ip } = parts;
  if (filter.interface !== undefined && filter.interface !== interfaceName) return undefined;
  const entry = inspection.find(interfaceName, ip);
  if (entry === undefined) return undefined;
  const info = describe(inspection, interfaceName, entry, clock);
  return matches(filter, info) ? info : undefined;
}

export type Walk = {
  readonly keys: Pick<SortedKeys, 'after'>;
  readonly filter: Pick<ParsedFilter, 'prefix'>;
  readonly after: OrderKey;
  /** How many in one turn. */
  readonly size: number;
};

/** Keys after this one that can match, some in each turn of the event loop, until `signal` is aborted. */
export async function* slicesIn(
  { turns }: Pick<ListOptions, 'turns'>,
  { keys, filter, after, size }: Walk,
  signal: AbortSignal,
): AsyncGenerator<readonly OrderKey[]> {
  const range = filter.prefix === undefined ? undefined : rangeOf(filter.prefix);
  let from = range !== undefined && range.from > after ? range.from : after;
  for (;;) {
    await turns.next();
    if (signal.aborted) return;
    const slice = keys.after(from, size);
    const within = range === undefined ? slice : slice.filter((key) => key < range.until);
    if (within.length > 0) yield within;
    const last = slice.at(-1);
    if (last === undefined || within.length < slice.length) return;
    from = last;
  }
}
