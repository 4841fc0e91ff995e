import { constants } from 'node:os';
import { DaemonError } from '../base/errors.ts';
import { errnoError } from '../host/errno.ts';
import { isFailure } from './codec/failure.ts';
import { decodeDone, decodeError } from './codec/nlmsgerr.ts';
import { type NetlinkMessage, NLMSG_DONE, NLMSG_ERROR } from './codec/nlmsghdr.ts';

const { EINVAL, EOPNOTSUPP } = constants.errno;

/** How a kernel refuses a filter that it does not know. */
export const FILTER_REFUSALS: ReadonlySet<number> = new Set([EINVAL, EOPNOTSUPP]);
export const NO_REFUSALS: ReadonlySet<number> = new Set();

/**
 * Whether a dump that ends with this message was refused by an errno among `refusals`.
 *
 * Throws a DaemonError when it was refused by another, or the message makes no sense.
 */
export function isRefused(op: string, message: NetlinkMessage, refusals: ReadonlySet<number>): boolean {
  const end = message.type === NLMSG_DONE ? decodeDone(message) : decodeError(message);
  if (isFailure(end)) throw new DaemonError('netlink_failed', { op, message: `malformed end of dump: ${end.reason}` });
  if (end.errno !== 0 && !refusals.has(end.errno)) throw errnoError(op, end.errno, end.text);
  return end.errno !== 0;
}

/** The errno of an NLMSG_ERROR, 0 for an acknowledgement; undefined for anything else. */
export function errnoOf(message: NetlinkMessage): number | undefined {
  if (message.type !== NLMSG_ERROR) return undefined;
  const error = decodeError(message);
  return isFailure(error) ? undefined : error.errno;
}
