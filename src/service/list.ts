import { setImmediate } from 'node:timers/promises';
import { DaemonError } from '../base/errors.ts';
import type { Inspection } from '../sync/inspection.ts';
import { invalidArgument, parseLimit } from './arguments.ts';
import { describe, type WallClock } from './describe.ts';
import { matches, type ParsedFilter, parseFilter } from './filter.ts';
import type { ListQuery, NeighborInfo, NeighborPage } from './neighbor-info.ts';
import type { NeighborOrder } from './neighbor-order.ts';
import { decodeCursor, encodeCursor, FIRST_KEY, type OrderKey, rangeOf, splitKey } from './order-key.ts';

export type ListOptions = {
  readonly inspection: Inspection;
  readonly order: NeighborOrder;
  readonly clock: WallClock;
  /** The present revision, as faces show it. */
  readonly revision: () => string;
};

/** Keys looked at in one turn of the event loop: a filter that matches little must not hold up the sync. */
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
  for await (const slice of slicesIn(keys, filter, after, signal)) {
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

/** Keys after this one that can match, some in each turn of the event loop, until `signal` is aborted. */
export async function* slicesIn(
  keys: { readonly after: (key: OrderKey, limit: number) => readonly OrderKey[] },
  { prefix }: Pick<ParsedFilter, 'prefix'>,
  start: OrderKey,
  signal: AbortSignal,
): AsyncGenerator<readonly OrderKey[]> {
  const range = prefix === undefined ? undefined : rangeOf(prefix);
  let from = range !== undefined && range.from > start ? range.from : start;
  for (;;) {
    if (signal.aborted) return;
    const slice = keys.after(from, SLICE);
    const within = range === undefined ? slice : slice.filter((key) => key < range.until);
    if (within.length > 0) yield within;
    const last = slice.at(-1);
    if (last === undefined || within.length < slice.length) return;
    from = last;
    await setImmediate();
  }
}
