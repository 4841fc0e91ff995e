import { DaemonError } from '../base/errors.ts';
import { isInterfaceName } from '../neighbor/interface-name.ts';
import { type Ip, parseIp } from '../neighbor/ip.ts';
import { BROADCAST_MAC, type Mac, parseMac as parseCanonicalMac, ZERO_MAC } from '../neighbor/mac.ts';
import { ADD_STATES, type AddRequest, type AddState } from './changes.ts';
import { PAGE_LIMIT } from './neighbor-info.ts';

/** Addresses that begin with the first `length` bits of `ip`; its other bits are 0. */
export type Prefix = { readonly ip: Ip; readonly length: number };

/** What is to be put into the kernel; every field has been looked at. */
export type ParsedAdd = {
  readonly ip: Ip;
  readonly mac: Mac;
  readonly interface: string;
  readonly state: AddState;
  readonly externLearn: boolean;
  readonly router: boolean;
};

/** More of a value is not repeated in an error. */
const MAX_SHOWN = 64;
const NO_ADDRESS = 'is not an IP address (allowed: such as 10.0.0.1 or fe80::1)';
const MAPPED_BYTES = 12;

/** `invalid_argument` as all of these throw it: the field as faces spell it, its value, and what is allowed. */
export function invalidArgument(field: string, value: unknown, problem: string): DaemonError {
  return new DaemonError('invalid_argument', { op: field, message: `${show(value)} ${problem}` });
}

/** JSON escapes control characters, so that an error may be printed or logged as it is. */
function show(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}...` : value);
}

/** The bytes of an address in any text form but with a zone: that is a field of its own. */
export function parseAddress(field: string, text: string): Ip {
  if (text.includes('%'))
    throw invalidArgument(field, text, 'has a zone (allowed: an address alone, and the interface by itself)');
  if (text.includes('/')) throw invalidArgument(field, text, 'is a prefix (allowed: one address)');
  const ip = parseIp(text);
  if (ip === undefined) throw invalidArgument(field, text, NO_ADDRESS);
  return ip;
}

/** `10.0.0.0/8`, or an address alone, which stands for itself. Bits behind the prefix are let pass, and cleared. */
export function parsePrefix(field: string, text: string): Prefix {
  const slash = text.indexOf('/');
  if (slash < 0) {
    const ip = parseAddress(field, text);
    return { ip, length: ip.length * 8 };
  }
  const ip = parseIp(text.slice(0, slash));
  if (ip === undefined)
    throw invalidArgument(field, text, 'is not a prefix (allowed: such as 10.0.0.0/8 or fe80::/10)');
  const bits = text.slice(slash + 1);
  const length = /^(0|[1-9][0-9]{0,2})$/.test(bits) ? Number(bits) : Number.NaN;
  const longest = ip.length * 8;
  if (!(length <= longest))
    throw invalidArgument(field, text, `has no length that there is (allowed: /0 to /${longest})`);
  return { ip: ip.map((byte, at) => byte & maskByte(length - at * 8)), length };
}

/** The byte whose first `bits` are set. */
export function maskByte(bits: number): number {
  return bits >= 8 ? 0xff : bits <= 0 ? 0 : 0xff & (0xff << (8 - bits));
}

/** Whether the address begins as the prefix does. Of the other family none does. */
export function isWithin(ip: Ip, { ip: start, length }: Prefix): boolean {
  if (ip.length !== start.length) return false;
  for (let at = 0; at * 8 < length; at++) {
    if (((ip[at] ?? 0) & maskByte(length - at * 8)) !== start[at]) return false;
  }
  return true;
}

/** A MAC in upper or lower case. */
export function parseMac(field: string, text: string): Mac {
  const mac = parseCanonicalMac(text.toLowerCase());
  if (mac === undefined)
    throw invalidArgument(field, text, 'is not a MAC address (allowed: such as 02:00:00:00:00:01)');
  return mac;
}

/** The name of an interface or of a VRF. Whether there is one is not looked at. */
export function parseName(field: string, text: string): string {
  if (isInterfaceName(text)) return text;
  throw invalidArgument(field, text, 'is no name (allowed: 1 to 15 printable ASCII characters but space, / and :)');
}

/** How many neighbors a page has. */
export function parseLimit(limit: number | undefined): number {
  const { min, max, default: usual } = PAGE_LIMIT;
  if (limit === undefined) return usual;
  if (Number.isInteger(limit) && limit >= min && limit <= max) return limit;
  throw invalidArgument('limit', limit, `is out of range (allowed: a whole number, ${min} to ${max})`);
}

/** What the kernel would take without complaint, but nobody can mean, is refused here. */
export function parseAddRequest(request: AddRequest): ParsedAdd {
  const ip = parseAddress('ip_address', request.ipAddress);
  const problem = notANeighbor(ip);
  if (problem !== undefined) throw invalidArgument('ip_address', request.ipAddress, problem);
  const mac = parseMac('mac_address', request.macAddress);
  if (mac === ZERO_MAC || mac === BROADCAST_MAC || isGroup(request.macAddress))
    throw invalidArgument(
      'mac_address',
      request.macAddress,
      'is no address of one station (allowed: unicast, not zero)',
    );
  const wanted = (request.state || 'permanent').toLowerCase();
  const state = ADD_STATES.find((known) => known === wanted);
  if (state === undefined)
    throw invalidArgument('state', request.state, `is no state to add with (allowed: ${ADD_STATES.join(', ')})`);
  return {
    ip,
    mac,
    interface: parseName('interface', request.interface),
    state,
    externLearn: request.externLearn === true,
    router: request.router === true,
  };
}

/** The lowest bit of the first byte: group addresses (IEEE 802). */
function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

function notANeighbor(ip: Ip): string | undefined {
  const [first = 0] = ip;
  if (ip.every((byte) => byte === 0)) return 'is no address of a neighbor (allowed: unicast)';
  if (ip.length === 4) return first >= 224 ? 'is multicast, reserved or broadcast (allowed: unicast)' : undefined;
  if (first === 0xff) return 'is multicast (allowed: unicast)';
  const mapped = ip.subarray(0, MAPPED_BYTES).toHex() === '00000000000000000000ffff';
  return mapped ? `is an IPv4-mapped address (allowed: ${ip.subarray(MAPPED_BYTES).join('.')})` : undefined;
}
