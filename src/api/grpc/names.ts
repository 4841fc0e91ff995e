import type { RowFamily } from '../../neighbor/row.ts';
import type { RowState as Row, NeighborSource as Source } from '../../service/neighbor-info.ts';
import { AddressFamily, NeighborSource, NeighborState, RowState } from './gen/neighsync/v1/neighbor.ts';

/** Words of the service, and their numbers in messages. 0 is no word. */
export type Numbers<Word extends string, Value extends number> = Readonly<Record<Word, Value>>;

export const STATES: Numbers<string, NeighborState> = {
  NONE: NeighborState.NEIGHBOR_STATE_NONE,
  INCOMPLETE: NeighborState.NEIGHBOR_STATE_INCOMPLETE,
  REACHABLE: NeighborState.NEIGHBOR_STATE_REACHABLE,
  STALE: NeighborState.NEIGHBOR_STATE_STALE,
  DELAY: NeighborState.NEIGHBOR_STATE_DELAY,
  PROBE: NeighborState.NEIGHBOR_STATE_PROBE,
  FAILED: NeighborState.NEIGHBOR_STATE_FAILED,
  NOARP: NeighborState.NEIGHBOR_STATE_NOARP,
  PERMANENT: NeighborState.NEIGHBOR_STATE_PERMANENT,
};

export const FAMILIES: Numbers<RowFamily, AddressFamily> = {
  IPv4: AddressFamily.ADDRESS_FAMILY_IPV4,
  IPv6: AddressFamily.ADDRESS_FAMILY_IPV6,
};

export const SOURCES: Numbers<Source, NeighborSource> = {
  static: NeighborSource.NEIGHBOR_SOURCE_STATIC,
  external: NeighborSource.NEIGHBOR_SOURCE_EXTERNAL,
  dynamic: NeighborSource.NEIGHBOR_SOURCE_DYNAMIC,
};

export const ROWS: Numbers<Row, RowState> = {
  written: RowState.ROW_STATE_WRITTEN,
  pending: RowState.ROW_STATE_PENDING,
  none: RowState.ROW_STATE_NONE,
};

/** The word of a number in a request: undefined for 0; for a number without one its digits, which the service refuses. */
export function wordOf(numbers: Numbers<string, number>, value: number): string | undefined {
  if (value === 0) return undefined;
  return Object.keys(numbers).find((word) => numbers[word] === value) ?? `${value}`;
}
