import { constants } from 'node:os';
import { DaemonError } from '../base/errors.ts';
import { createMutex } from '../base/mutex.ts';
import { errnoError } from '../host/errno.ts';
import { isFailure } from './codec/failure.ts';
import { decodeError } from './codec/nlmsgerr.ts';
import { type NeighGet, type NeighSet, neighDeleteRequest, neighSetRequest } from './codec/requests.ts';
import type { RequestChannel } from './request-channel.ts';

const { ENOENT, EPERM, EACCES } = constants.errno;

/** A neighbor as it is to be; `lladdr` has six bytes. */
export type NeighborSetting = Omit<NeighSet, 'seq'>;

/** Changes single neighbors of the kernel. Changes queue up; each needs CAP_NET_ADMIN. */
export type NeighborChanger = Disposable & {
  /**
   * Puts a neighbor into the kernel, over what is there.
   *
   * Rejects with `permission`, or with `kernel_refused` and the kernel's text; with `netlink_failed` it is not known whether it
   * was put there.
   */
  readonly set: (neighbor: NeighborSetting, signal: AbortSignal) => Promise<void>;
  /** Takes one out; false when there was none. Rejects as `set` does. */
  readonly remove: (target: Omit<NeighGet, 'seq'>, signal: AbortSignal) => Promise<boolean>;
};

/** Opens nothing before the first change. The channel is ended with the changer. */
export function createNeighborChanger(channel: RequestChannel): NeighborChanger {
  const exclusive = createMutex();
  let lastSeq = 0;

  /** @returns the errno, 0 when it was done, and what the kernel says of it */
  const ask = async (build: (seq: number) => Uint8Array, signal: AbortSignal) => {
    using _lock = await exclusive();
    const seq = lastSeq === 0x7fff_ffff ? 1 : lastSeq + 1;
    lastSeq = seq;
    let answered = false;
    try {
      for await (const [message] of channel.ask(build(seq), (of) => of === seq, signal)) {
        const error = message === undefined ? undefined : decodeError(message);
        if (error === undefined || isFailure(error)) break;
        answered = true;
        return { errno: error.errno, text: error.text };
      }
    } finally {
      // What comes late must not be taken for an answer to what is asked next.
      if (!answered) channel.reset();
    }
    throw new DaemonError('netlink_failed', { op: 'change neighbor', message: 'no usable answer' });
  };

  return {
    set: async (neighbor, signal) => {
      const { errno, text } = await ask((seq) => neighSetRequest({ seq, ...neighbor }), signal);
      if (errno !== 0) throw refusal('add neighbor', errno, text);
    },
    remove: async (target, signal) => {
      const { errno, text } = await ask((seq) => neighDeleteRequest({ seq, ...target }), signal);
      if (errno !== 0 && errno !== ENOENT) throw refusal('delete neighbor', errno, text);
      return errno === 0;
    },
    [Symbol.dispose]: () => channel[Symbol.dispose](),
  };
}

/** What the kernel says of a change is for who asked for it, and no reason to open a socket anew. */
function refusal(op: string, errno: number, text: string | undefined): DaemonError {
  const error = errnoError(op, errno, text);
  if (errno === EPERM || errno === EACCES) return error;
  return new DaemonError('kernel_refused', { op, message: error.message.slice(`${op}: `.length), cause: error });
}
