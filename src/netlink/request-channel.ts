import { onAbort } from '../base/abort.ts';
import { DaemonError } from '../base/errors.ts';
import type { ReadWatch } from '../host/libc.ts';
import { type NetlinkSocket, openNetlinkSocket } from '../host/netlink-socket.ts';
import { decodeMessages, type NetlinkMessage } from './codec/nlmsghdr.ts';

/** 32 KiB each, for that is how large the kernel then makes its dump messages. */
const SLOTS = 16;
const SLOT_BYTES = 32 * 1024;
const RECEIVE_BUFFER_BYTES = 1024 * 1024;
const SILENCE_MS = 5_000;

/** One request at a time, and the messages that answer it. */
export type RequestChannel = Disposable & {
  /**
   * Sends `request` and yields the messages that carry `seq`, one receive at a time, until the caller has had enough and
   * returns. Views in a message die when the next batch is asked for.
   *
   * Throws a DaemonError: `netlink_failed` after 5 s of silence or as the socket has it, `netlink_overrun`,
   * `netlink_truncated`, `aborted`.
   */
  readonly ask: (
    request: Uint8Array,
    accepts: (seq: number) => boolean,
    signal: AbortSignal,
  ) => AsyncGenerator<readonly NetlinkMessage[], never>;
  /** Closes the socket, so that answers to what was asked before cannot be taken for answers to what is asked next. */
  readonly reset: () => void;
};

/** A request socket that is opened when first needed, and anew after `reset`. `silenceMs` is for tests. */
export function createRequestChannel(silenceMs = SILENCE_MS): RequestChannel {
  let open: { readonly socket: NetlinkSocket; readonly watch: ReadWatch } | undefined;
  let wake = (): void => {};

  const socket = (): NetlinkSocket => {
    if (open === undefined) {
      const opened = openNetlinkSocket({
        groups: 0,
        receiveBufferBytes: RECEIVE_BUFFER_BYTES,
        slots: SLOTS,
        slotBytes: SLOT_BYTES,
      });
      open = { socket: opened, watch: opened.watch(() => wake()) };
    }
    return open.socket;
  };

  const readable = async (signal: AbortSignal): Promise<void> => {
    const waiter = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      waiter.reject(
        new DaemonError('netlink_failed', { op: 'netlink request', message: `no answer in ${silenceMs} ms` }),
      );
    }, silenceMs);
    using _abort = onAbort(signal, () => waiter.reject(new DaemonError('aborted', { op: 'netlink request' })));
    wake = waiter.resolve;
    open?.watch.start();
    try {
      await waiter.promise;
    } finally {
      clearTimeout(timer);
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
      socket().send(request);
      for (;;) {
        const messages: NetlinkMessage[] = [];
        for (const receipt of socket().receive()) {
          if (receipt.kind === 'failed') throw receipt.error;
          if (receipt.kind !== 'datagram') throw new DaemonError(`netlink_${receipt.kind}`, { op: 'netlink request' });
          for (const message of decodeMessages(receipt.bytes).messages) {
            if (accepts(message.seq)) messages.push(message);
          }
        }
        if (messages.length > 0) yield messages;
        else await readable(signal);
      }
    },
    reset,
    [Symbol.dispose]: reset,
  };
}
