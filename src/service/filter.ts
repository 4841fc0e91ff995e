import { parseIp } from '../neighbor/ip.ts';
import { type Mac, parseMac as parseCanonicalMac } from '../neighbor/mac.ts';
import { NUD_NAMES } from '../neighbor/nud.ts';
import type { RowFamily } from '../neighbor/row.ts';
import { invalidArgument, isWithin, type Prefix, parseMac, parseName, parsePrefix } from './arguments.ts';
import type { NeighborFilter, NeighborInfo, NeighborSource } from './neighbor-info.ts';

/** The conditions of a filter as values; undefined is none. */
export type ParsedFilter = {
  readonly interface: string | undefined;
  /** As `formatNud` names it. */
  readonly state: string | undefined;
  readonly family: RowFamily | undefined;
  readonly vrf: string | undefined;
  readonly mac: Mac | undefined;
  readonly prefix: Prefix | undefined;
  readonly source: NeighborSource | undefined;
};

const FAMILIES: readonly RowFamily[] = ['IPv4', 'IPv6'];
const SOURCES: readonly NeighborSource[] = ['static', 'external', 'dynamic'];

/** Reads the conditions; throws `invalid_argument` for the first that means nothing. */
export function parseFilter(filter: NeighborFilter): ParsedFilter {
  return {
    interface: given(filter.interface, (text) => parseName('interface', text)),
    state: given(filter.state, (text) => oneOf('state', text, NUD_NAMES)),
    family: given(filter.family, (text) => oneOf('family', text, FAMILIES)),
    vrf: given(filter.vrf, (text) => parseName('vrf', text)),
    mac: given(filter.mac, (text) => parseMac('mac', text)),
    prefix: given(filter.prefix, (text) => parsePrefix('prefix', text)),
    source: given(filter.source, (text) => oneOf('source', text, SOURCES)),
  };
}

function given<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
  return text === undefined || text === '' ? undefined : parse(text);
}

/** In any case. */
function oneOf<T extends string>(field: string, text: string, allowed: readonly T[]): T {
  const wanted = text.toLowerCase();
  const found = allowed.find((one) => one.toLowerCase() === wanted);
  if (found === undefined) throw invalidArgument(field, text, `is unknown (allowed: ${allowed.join(', ')})`);
  return found;
}

/** Whether all conditions hold. */
export function matches(filter: ParsedFilter, neighbor: NeighborInfo): boolean {
  if (filter.interface !== undefined && filter.interface !== neighbor.interface) return false;
  if (filter.state !== undefined && filter.state !== neighbor.state) return false;
  if (filter.family !== undefined && filter.family !== neighbor.family) return false;
  if (filter.vrf !== undefined && filter.vrf !== neighbor.vrf) return false;
  if (filter.source !== undefined && filter.source !== neighbor.source) return false;
  if (filter.mac !== undefined && filter.mac !== macOf(neighbor)) return false;
  if (filter.prefix === undefined) return true;
  const ip = parseIp(neighbor.ipAddress);
  return ip !== undefined && isWithin(ip, filter.prefix);
}

function macOf({ macAddress }: NeighborInfo): Mac | undefined {
  return macAddress === undefined ? undefined : parseCanonicalMac(macAddress);
}
