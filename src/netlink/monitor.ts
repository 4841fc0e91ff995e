import { Worker } from 'node:worker_threads';
import { pause } from '../base/abort.ts';
import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import { DaemonError } from '../base/errors.ts';
import { allocateRing, createConsumer } from './frame-ring.ts';
import {
  COALESCE_MS,
  FRAME,
  type FromReader,
  type ReaderKnobs,
  type ReaderOptions,
  type ToReader,
} from './reader-protocol.ts';

/** What the kernel's event stream says, in the order in which it was said. */
export type KernelEvent =
  /** The event socket is open (again). Whatever happened before it is unknown: resync. */
  | { readonly kind: 'opened'; readonly receiveBufferBytes: number; readonly bufferForced: boolean }
  /** One datagram. `bytes` is valid only during the call; `stampMs` is the monotonic time of its receipt. */
  | { readonly kind: 'datagram'; readonly bytes: Uint8Array; readonly stampMs: number }
  /** Events were lost: resync. */
  | { readonly kind: 'overrun' }
  | { readonly kind: 'truncated' }
  /** The reader died and is started again after a pause. */
  | { readonly kind: 'closed'; readonly error: DaemonError }
  /** All that was received so far has been handed over: a good moment to act on it. */
  | { readonly kind: 'drained' };

export type MonitorOptions = Pick<ReaderKnobs, 'receiveBufferBytes'> & {
  /** Default `COALESCE_MS`. */
  readonly coalesceMs?: number;
  readonly onEvent: (event: KernelEvent) => void;
};

export type Monitor = AsyncDisposable & {
  /**
   * Resolves when every event that the kernel had queued at the time of the call has been handed to `onEvent`.
   * Rejects with `netlink_failed` when the reader dies first, with `aborted` when the signal is.
   */
  readonly barrier: (signal: AbortSignal) => Promise<void>;
  /** What SO_RCVBUF of the event socket reads back, twice what was granted; 0 while there is none. */
  readonly receiveBufferBytes: number;
  /** Ends the reader and starts another one: the event socket is opened anew. */
  readonly reopen: () => void;
  /** Turns the reader's knobs, of this reader and of those that come after it. */
  readonly turn: (knobs: ReaderKnobs) => void;
};

const RING_BYTES = 4 * 1024 * 1024;
/** Frames handled in one turn of the event loop, so that Redis replies and timers are not kept waiting. */
const FRAMES_PER_TURN = 4096;
const REOPEN: BackoffPlan = { firstMs: 100, maxMs: 10_000 };
const STABLE_MS = 10_000;
const STOP_LIMIT_MS = 2_000;

/** Starts the reader worker and keeps one running until disposed. */
export function openMonitor(options: MonitorOptions): Monitor {
  const stopping = new AbortController();
  let { receiveBufferBytes, coalesceMs = COALESCE_MS } = options;
  let reader: Reader | undefined;
  /** Aborted to end the reader, or the pause before the next one. */
  let reopening = new AbortController();

  const supervise = async (): Promise<void> => {
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      const startedMs = performance.now();
      reader = startReader({ ...options, receiveBufferBytes, coalesceMs });
      const error = await reader.ended;
      reader = undefined;
      if (stopping.signal.aborted) return;
      if (reopening.signal.aborted) {
        reopening = new AbortController();
        attempt = -1;
        continue;
      }
      options.onEvent({ kind: 'closed', error });
      if (performance.now() - startedMs > STABLE_MS) attempt = 0;
      await pause(backoffMs(REOPEN, attempt, Math.random()), AbortSignal.any([stopping.signal, reopening.signal]));
      if (reopening.signal.aborted) reopening = new AbortController();
    }
  };

  const supervised = supervise();
  return {
    barrier: async (signal) => {
      if (reader === undefined)
        throw new DaemonError('netlink_failed', { op: 'barrier', message: 'no reader is running' });
      await reader.barrier(signal);
    },
    get receiveBufferBytes() {
      return reader?.receiveBufferBytes ?? 0;
    },
    turn: (knobs) => {
      ({ receiveBufferBytes, coalesceMs } = knobs);
      reader?.turn(knobs);
    },
    reopen: () => {
      reopening.abort();
      void reader?.stop();
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await reader?.stop();
      await supervised;
    },
  };
}

type Reader = Pick<Monitor, 'receiveBufferBytes' | 'turn'> & {
  readonly ended: Promise<DaemonError>;
  readonly barrier: (signal: AbortSignal) => Promise<void>;
  readonly stop: () => Promise<void>;
};

function startReader({ receiveBufferBytes, coalesceMs, onEvent }: MonitorOptions & ReaderKnobs): Reader {
  const ring = allocateRing(RING_BYTES);
  const consumer = createConsumer(ring);
  const worker = new Worker(new URL('./reader.worker.ts', import.meta.url), {
    name: 'netlink-reader',
    workerData: { ring, receiveBufferBytes, coalesceMs } satisfies ReaderOptions,
  });
  const send = (message: ToReader): void => worker.postMessage(message);
  const ended = Promise.withResolvers<DaemonError>();
  const barriers = new Map<number, PromiseWithResolvers<void>>();
  let lastBarrier = 0;
  let grantedBytes = 0;
  let blocked = false;
  let stopped = false;

  const onFrame = (kind: number, payload: Uint8Array, stampMs: number): void => {
    switch (kind) {
      case FRAME.datagram:
        return onEvent({ kind: 'datagram', bytes: payload, stampMs });
      case FRAME.overrun:
        return onEvent({ kind: 'overrun' });
      case FRAME.truncated:
        return onEvent({ kind: 'truncated' });
      case FRAME.barrier: {
        const id = new DataView(payload.buffer, payload.byteOffset).getUint32(0, true);
        barriers.get(id)?.resolve();
        barriers.delete(id);
      }
    }
  };

  const drain = (): void => {
    if (stopped) return;
    const frames = consumer.drain(FRAMES_PER_TURN, onFrame);
    if (frames > 0) onEvent({ kind: 'drained' });
    if (blocked) {
      blocked = false;
      send({ kind: 'room' });
    }
    if (frames === FRAMES_PER_TURN || !consumer.sleep()) setImmediate(drain);
  };

  const end = (error: DaemonError): void => {
    stopped = true;
    for (const barrier of barriers.values()) barrier.reject(error);
    barriers.clear();
    ended.resolve(error);
  };

  worker.on('message', (message: FromReader) => {
    switch (message.kind) {
      case 'buffer':
        grantedBytes = message.receiveBufferBytes;
        return;
      case 'opened':
        grantedBytes = message.receiveBufferBytes;
        onEvent(message);
        return drain();
      case 'wake':
        return drain();
      case 'blocked':
        blocked = true;
        return drain();
    }
  });
  worker.on('error', (cause) => {
    const message = cause instanceof Error ? cause.message : String(cause);
    end(new DaemonError('netlink_failed', { op: 'netlink reader', message, cause }));
  });
  worker.on('exit', (code) => {
    end(new DaemonError('netlink_failed', { op: 'netlink reader', message: `the reader ended with ${code}` }));
  });

  return {
    ended: ended.promise,
    get receiveBufferBytes() {
      return grantedBytes;
    },
    turn: (knobs) => send({ kind: 'knobs', ...knobs }),
    barrier: async (signal) => {
      signal.throwIfAborted();
      const id = ++lastBarrier;
      const waiter = Promise.withResolvers<void>();
      barriers.set(id, waiter);
      const onAbort = (): void => waiter.reject(new DaemonError('aborted', { op: 'barrier' }));
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        send({ kind: 'barrier', id });
        await waiter.promise;
      } finally {
        barriers.delete(id);
        signal.removeEventListener('abort', onAbort);
      }
    },
    stop: async () => {
      stopped = true;
      send({ kind: 'stop' });
      // Terminating is the last resort: a native call that meets it ends the whole process.
      const timer = setTimeout(() => void worker.terminate(), STOP_LIMIT_MS);
      await ended.promise;
      clearTimeout(timer);
    },
  };
}
