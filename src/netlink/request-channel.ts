import { onAbort } from '../base/abort.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { ReadWatch } from '../host/libc.ts';
import { type NetlinkSocket, type NetlinkSocketOptions, openNetlinkSocket } from '../host/netlink-socket.ts';
import type { FailureReason } from './codec/failure.ts';
import { decodeMessages, type NetlinkMessage } from './codec/nlmsghdr.ts';

/** 32 KiB each, for that is how large the kernel then makes its dump messages. */
const SLOTS = 16;
const SLOT_BYTES = 32 * 1024;
const RECEIVE_BUFFER_BYTES = 1024 * 1024;
const SILENCE_MS = 5_000;
const LIMIT_MS = 60_000;
/** So many times the limit with what the caller does in between: there may be no end that it could work towards. */
const PATIENCE = 10;
const OP = 'netlink request';

/** One request at a time, and the messages that answer it. */
export type RequestChannel = Disposable & {
  /**
   * Sends `request` and yields the messages that carry `seq`, one receive at a time, until the caller has had enough and
   * returns. Views in a message die when the next batch is asked for.
   *
   * Throws a DaemonError: `netlink_failed` after 5 s of silence, after 60 s without an end (what the caller does between two
   * batches not counted; 10 min with it), or as the socket has it;
   * `netlink_overrun`, `netlink_truncated`, `aborted`.
   */
  readonly ask: (
    request: Uint8Array,
    accepts: (seq: number) => boolean,
    signal: AbortSignal,
  ) => AsyncGenerator<readonly NetlinkMessage[], never>;
  /** Closes the socket, so that answers to what was asked before cannot be taken for answers to what is asked next. */
  readonly reset: () => void;
};

/** All but `onDecodeFailure` are for tests. */
export type RequestChannelOptions = {
  /** The rest of a datagram makes no sense; the messages before it are taken. */
  readonly onDecodeFailure?: (reason: FailureReason) => void;
  readonly openSocket?: (options: NetlinkSocketOptions) => NetlinkSocket;
  readonly clock?: Pick<Clock, 'monotonicMs' | 'after'>;
  /** How long the kernel may say nothing at all; default 5 s. */
  readonly silenceMs?: number;
  /** How long all that answers one request may take, so that a dump without an end is given up; default 60 s, see `ask`. */
  readonly limitMs?: number;
};

/** A request socket that is opened when first needed, and anew after `reset`. */
export function createRequestChannel(options: RequestChannelOptions = {}): RequestChannel {
  const { openSocket = openNetlinkSocket, clock = systemClock, onDecodeFailure = () => {} } = options;
  const { silenceMs = SILENCE_MS, limitMs = LIMIT_MS } = options;
  let open: { readonly socket: NetlinkSocket; readonly watch: ReadWatch } | undefined;
  let wake = (): void => {};

  const socket = (): NetlinkSocket => {
    if (open === undefined) {
      const opened = openSocket({
        groups: 0,
        receiveBufferBytes: RECEIVE_BUFFER_BYTES,
        slots: SLOTS,
        slotBytes: SLOT_BYTES,
      });
      open = { socket: opened, watch: opened.watch(() => wake()) };
    }
    return open.socket;
  };

  const readable = async (leftMs: number, signal: AbortSignal): Promise<void> => {
    const waiter = Promise.withResolvers<void>();
    const cancel = clock.after(Math.min(silenceMs, leftMs), () =>
      waiter.reject(leftMs < silenceMs ? unending(limitMs) : failed(`no answer in ${silenceMs} ms`)),
    );
    using _abort = onAbort(signal, () => waiter.reject(new DaemonError('aborted', { op: OP })));
    wake = waiter.resolve;
    open?.watch.start();
    try {
      await waiter.promise;
    } finally {
      cancel();
      open?.watch.stop();
    }
  };

  const reset = (): void => {
    open?.watch.close();
    open?.socket[Symbol.dispose]();
    open = undefined;
  };

  return {
    ask: async function* (request, accepts, signal) {
      const lastMs = clock.monotonicMs() + PATIENCE * limitMs;
      let endMs = clock.monotonicMs() + limitMs;
      socket().send(request);
      for (;;) {
        const messages: NetlinkMessage[] = [];
        for (const receipt of socket().receive()) {
          if (receipt.kind === 'failed') throw receipt.error;
          if (receipt.kind !== 'datagram') throw new DaemonError(`netlink_${receipt.kind}`, { op: OP });
          const { messages: received, failure } = decodeMessages(receipt.bytes);
          for (const message of received) if (accepts(message.seq)) messages.push(message);
          if (failure !== undefined) onDecodeFailure(failure.reason);
        }
        // Neither is noticed by waiting while the kernel always has more to say.
        if (signal.aborted) throw new DaemonError('aborted', { op: OP });
        const leftMs = endMs - clock.monotonicMs();
        if (leftMs <= 0) throw unending(endMs === lastMs ? PATIENCE * limitMs : limitMs);
        if (messages.length > 0) {
          const handedMs = clock.monotonicMs();
          yield messages;
          endMs = Math.min(lastMs, endMs + clock.monotonicMs() - handedMs);
        } else await readable(leftMs, signal);
      }
    },
    reset,
    [Symbol.dispose]: reset,
  };
}

function unending(limitMs: number): DaemonError {
  return failed(`the answer did not end in ${limitMs} ms`);
}

function failed(message: string): DaemonError {
  return new DaemonError('netlink_failed', { op: OP, message });
}
