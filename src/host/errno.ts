import { constants } from 'node:os';
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { DaemonError, type ErrorCode } from '../base/errors.ts';

const { EACCES, EAGAIN, EBUSY, EINTR, ENOBUFS, ENOPROTOOPT, EOPNOTSUPP, EPERM } = constants.errno;

const CODE_OF_ERRNO: ReadonlyMap<number, ErrorCode> = new Map<number, ErrorCode>([
  [EINTR, 'netlink_busy'],
  [EAGAIN, 'netlink_busy'],
  [EBUSY, 'netlink_busy'],
  [ENOBUFS, 'netlink_overrun'],
  [EPERM, 'permission'],
  [EACCES, 'permission'],
  [ENOPROTOOPT, 'unsupported'],
  [EOPNOTSUPP, 'unsupported'],
]);

/** `ENOENT: no such file or directory`, or the bare number for one that the C library does not know. */
function formatErrno(errno: number): string {
  try {
    return `${getSystemErrorName(-errno)}: ${getSystemErrorMessage(-errno)}`;
  } catch {
    return errnoName(errno);
  }
}

/** `ENOENT`, or `errno 4242` for one that the C library does not know. */
export function errnoName(errno: number): string {
  try {
    return getSystemErrorName(-errno);
  } catch {
    return `errno ${errno}`;
  }
}

/**
 * The error for a failed netlink call or an NLMSG_ERROR reply.
 *
 * @param errno positive, as in errno.h
 * @param kernelText the extended ack text, if the kernel sent one
 */
export function errnoError(op: string, errno: number, kernelText?: string): DaemonError {
  const text = kernelText === undefined ? formatErrno(errno) : `${formatErrno(errno)} (${kernelText})`;
  return new DaemonError(CODE_OF_ERRNO.get(errno) ?? 'netlink_failed', { op, message: text });
}
