import { align4, putU16, putU32, u16At, u32At, viewOf } from './bytes.ts';
import { type DecodeFailure, failure } from './failure.ts';

/** Size of struct nlmsghdr (linux/netlink.h). */
export const NLMSG_HDRLEN = 16;

/** Control message types (linux/netlink.h): nothing to do, an answer or error, the end of a dump, data was lost. */
export const NLMSG_NOOP = 1;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLMSG_OVERRUN = 4;

/** Flags of every message (linux/netlink.h). */
export const NLM_F_REQUEST = 0x01;
export const NLM_F_MULTI = 0x02;
export const NLM_F_ACK = 0x04;

/** Flags of dump answers, NLMSG_DONE among them: the table changed meanwhile; the filter asked for was applied. */
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP_FILTERED = 0x20;

/** Flag of a GET request for everything: NLM_F_ROOT | NLM_F_MATCH. */
export const NLM_F_DUMP = 0x300;

/** Flags of a NEW request: overwrite what exists; fail if it exists; create what does not. */
export const NLM_F_REPLACE = 0x100;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;

/** Flags of NLMSG_ERROR and NLMSG_DONE: the request's payload is left out; attributes (extended ack) follow. */
export const NLM_F_CAPPED = 0x100;
export const NLM_F_ACK_TLVS = 0x200;

/**
 * One message: struct nlmsghdr (linux/netlink.h) without its length, and what follows.
 *
 * A decoded `payload` is a view into the datagram: it changes when the receive buffer is used again, and sending it to
 * another thread copies that whole buffer.
 */
export type NetlinkMessage = {
  readonly type: number;
  readonly flags: number;
  readonly seq: number;
  readonly pid: number;
  readonly payload: Uint8Array;
};

/** The whole messages of a datagram, in order, and why what follows them is none. */
export type DecodedMessages = {
  readonly messages: readonly NetlinkMessage[];
  readonly failure: DecodeFailure | undefined;
};

/** Splits a datagram into messages. A truncated or damaged tail becomes `failure`; what was whole before it is kept. */
export function decodeMessages(datagram: Uint8Array): DecodedMessages {
  const messages: NetlinkMessage[] = [];
  let at = 0;
  while (at < datagram.length) {
    const end = messageEnd(datagram, at);
    if (typeof end !== 'number') return { messages, failure: end };
    messages.push(messageAt(datagram, at, end));
    at = align4(end);
  }
  return { messages, failure: undefined };
}

/** Where the message at offset `at` ends, padding not counted, or why there is none. For walking a datagram in place. */
export function messageEnd(datagram: Uint8Array, at: number): number | DecodeFailure {
  const left = datagram.length - at;
  if (left < NLMSG_HDRLEN) return failure('short_header');
  const length = u32At(datagram, at);
  return length < NLMSG_HDRLEN || length > left ? failure('bad_length') : at + length;
}

/** The type of the message at offset `at`. */
export function messageType(datagram: Uint8Array, at: number): number {
  return u16At(datagram, at + 4);
}

/** The message as bytes, padded to a multiple of 4, so that several can be packed into one datagram. */
export function encodeMessage(message: NetlinkMessage): Uint8Array {
  const length = NLMSG_HDRLEN + message.payload.length;
  const bytes = new Uint8Array(align4(length));
  putU32(bytes, 0, length);
  putU16(bytes, 4, message.type);
  putU16(bytes, 6, message.flags);
  putU32(bytes, 8, message.seq);
  putU32(bytes, 12, message.pid);
  bytes.set(message.payload, NLMSG_HDRLEN);
  return bytes;
}

function messageAt(datagram: Uint8Array, at: number, end: number): NetlinkMessage {
  return {
    type: messageType(datagram, at),
    flags: u16At(datagram, at + 6),
    seq: u32At(datagram, at + 8),
    pid: u32At(datagram, at + 12),
    payload: viewOf(datagram, at + NLMSG_HDRLEN, end),
  };
}
