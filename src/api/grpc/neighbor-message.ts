import type { NeighborFilter as Filter, NeighborInfo } from '../../service/neighbor-info.ts';
import type { Neighbor, NeighborFilter } from './gen/neighsync/v1/neighbor.ts';
import { FAMILIES, ROWS, SOURCES, STATES, wordOf } from './names.ts';

/** A neighbor as a message. */
export function neighborMessage(neighbor: NeighborInfo): Neighbor {
  const { ipAddress, macAddress, interface: name, state, family, vrf, flags, source, lastChanged, row } = neighbor;
  return {
    ipAddress,
    macAddress,
    interface: name,
    state: STATES[state] ?? 0,
    family: FAMILIES[family],
    vrf,
    flags: [...flags],
    source: SOURCES[source],
    lastChanged,
    row: ROWS[row],
  };
}

/** The conditions of a request, for the service to look at. */
export function filterOf(filter: NeighborFilter | undefined): Filter {
  if (filter === undefined) return {};
  return {
    interface: filter.interface,
    state: wordOf(STATES, filter.state),
    family: wordOf(FAMILIES, filter.family),
    vrf: filter.vrf,
    mac: filter.macAddress,
    prefix: filter.prefix,
    source: wordOf(SOURCES, filter.source),
  };
}
