import { DaemonError } from '../base/errors.ts';
import { formatIp, type Ip } from '../neighbor/ip.ts';
import type { Link } from '../netlink/links.ts';
import type { Inspection } from '../sync/inspection.ts';
import { parseAddress, parseName } from './arguments.ts';
import type { NeighborAddress } from './neighbor-info.ts';

/** An address, and the interface that was named with it. */
export type ParsedTarget = { readonly ip: Ip; readonly interface: string | undefined };

/** Throws `invalid_argument`. */
export function parseTarget({ ipAddress, interface: name }: NeighborAddress): ParsedTarget {
  const ip = parseAddress('ip_address', ipAddress);
  return { ip, interface: name === undefined || name === '' ? undefined : parseName('interface', name) };
}

/** The one interface on which the kernel has the address. Throws `not_found`, or `ambiguous` with the interfaces. */
export function interfaceOf(inspection: Inspection, { ip, interface: named }: ParsedTarget, op: string): string {
  const found = named === undefined ? inspection.interfacesOf(ip) : [named];
  const [first, ...others] = found;
  if (first === undefined || inspection.find(first, ip) === undefined) {
    const where = named === undefined ? '' : ` on ${named}`;
    throw new DaemonError('not_found', { op, message: `the kernel has no neighbor ${formatIp(ip)}${where}` });
  }
  if (others.length > 0) {
    const message = `${formatIp(ip)} is on ${found.join(', ')}: name the interface`;
    throw new DaemonError('ambiguous', { op, message });
  }
  return first;
}

/** Throws `not_found`. */
export function linkOf(inspection: Inspection, name: string, op: string): Link {
  const link = inspection.linkNamed(name);
  if (link !== undefined) return link;
  throw new DaemonError('not_found', { op, message: `there is no interface ${name}` });
}
