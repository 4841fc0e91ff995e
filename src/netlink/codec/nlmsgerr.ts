import { align4, joinBytes, putU32, s32At, u16At, u32At, viewOf } from './bytes.ts';
import { decodeExtendedAck, type ExtendedAck, encodeExtendedAck, NO_EXTENDED_ACK } from './extack.ts';
import { type DecodeFailure, failure, isFailure } from './failure.ts';
import {
  encodeMessage,
  type NetlinkMessage,
  NLM_F_ACK_TLVS,
  NLM_F_CAPPED,
  NLM_F_MULTI,
  NLMSG_DONE,
  NLMSG_ERROR,
  NLMSG_HDRLEN,
} from './nlmsghdr.ts';

const ERRNO_BYTES = 4;
const NLMSGERR_BYTES = ERRNO_BYTES + NLMSG_HDRLEN;

/**
 * The kernel's answer to one request: struct nlmsgerr (linux/netlink.h).
 *
 * - `errno` is positive, 0 for an acknowledgement
 * - `request` is what it answers; its payload is empty when the kernel left it out (NLM_F_CAPPED), as it does for every
 *   acknowledgement
 */
export type ErrorMessage = ExtendedAck & {
  readonly kind: 'error';
  readonly errno: number;
  readonly request: NetlinkMessage;
};

/** The end of a dump: NLMSG_DONE. `errno` is positive, 0 when all went well; a refused dump is nothing but this. */
export type DoneMessage = ExtendedAck & { readonly kind: 'done'; readonly errno: number };

/** A message of type NLMSG_ERROR as a value. */
export function decodeError(message: NetlinkMessage): ErrorMessage | DecodeFailure {
  const { type, flags, payload } = message;
  if (type !== NLMSG_ERROR) return failure('wrong_type');
  if (payload.length < NLMSGERR_BYTES) return failure('short_payload');
  const errno = errnoAt(payload);
  if (errno === undefined) return failure('bad_value');
  const capped = (flags & NLM_F_CAPPED) !== 0;
  const length = capped ? NLMSG_HDRLEN : u32At(payload, ERRNO_BYTES);
  if (length < NLMSG_HDRLEN || length > payload.length - ERRNO_BYTES) return failure('bad_length');
  const ack = extendedAckOf(message, ERRNO_BYTES + align4(length));
  if (isFailure(ack)) return ack;
  return { kind: 'error', errno, request: requestIn(payload, length), ...ack };
}

/** The message that {@link decodeError} reads as this value, addressed as the kernel does, to who made the request. */
export function encodeError(error: ErrorMessage): NetlinkMessage {
  const { seq, pid, payload } = error.request;
  const ack = encodeExtendedAck(error);
  const flags = (payload.length === 0 ? NLM_F_CAPPED : 0) | ackFlag(ack);
  return {
    type: NLMSG_ERROR,
    flags,
    seq,
    pid,
    payload: joinBytes(encodeErrno(error.errno), encodeMessage(error.request), ack),
  };
}

/** A message of type NLMSG_DONE as a value. Whether the dump was interrupted is in `message.flags`. */
export function decodeDone(message: NetlinkMessage): DoneMessage | DecodeFailure {
  const { type, payload } = message;
  if (type !== NLMSG_DONE) return failure('wrong_type');
  if (payload.length < ERRNO_BYTES) return failure('short_payload');
  const errno = errnoAt(payload);
  if (errno === undefined) return failure('bad_value');
  const ack = extendedAckOf(message, ERRNO_BYTES);
  if (isFailure(ack)) return ack;
  return { kind: 'done', errno, ...ack };
}

/** The message that {@link decodeDone} reads as this value, in answer to a request with this `seq` and `pid`. */
export function encodeDone(done: DoneMessage, to: Pick<NetlinkMessage, 'seq' | 'pid'>): NetlinkMessage {
  const ack = encodeExtendedAck(done);
  const payload = joinBytes(encodeErrno(done.errno), ack);
  return { type: NLMSG_DONE, flags: NLM_F_MULTI | ackFlag(ack), seq: to.seq, pid: to.pid, payload };
}

/** The kernel sends errors negative; a positive number is none. */
function errnoAt(payload: Uint8Array): number | undefined {
  const negative = s32At(payload, 0);
  if (negative > 0) return undefined;
  return negative === 0 ? 0 : -negative; // not -0
}

function encodeErrno(errno: number): Uint8Array {
  const bytes = new Uint8Array(ERRNO_BYTES);
  putU32(bytes, 0, -errno);
  return bytes;
}

function extendedAckOf({ flags, payload }: NetlinkMessage, from: number): ExtendedAck | DecodeFailure {
  return (flags & NLM_F_ACK_TLVS) === 0 ? NO_EXTENDED_ACK : decodeExtendedAck(payload, from);
}

function ackFlag(ack: Uint8Array): number {
  return ack.length === 0 ? 0 : NLM_F_ACK_TLVS;
}

/** Its nlmsg_len is not used: a capped one still tells the length of the original. */
function requestIn(payload: Uint8Array, length: number): NetlinkMessage {
  return {
    type: u16At(payload, ERRNO_BYTES + 4),
    flags: u16At(payload, ERRNO_BYTES + 6),
    seq: u32At(payload, ERRNO_BYTES + 8),
    pid: u32At(payload, ERRNO_BYTES + 12),
    payload: viewOf(payload, NLMSGERR_BYTES, ERRNO_BYTES + length),
  };
}
