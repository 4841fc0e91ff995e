import { isMainThread } from 'node:worker_threads';

/**
 * Lets a test stop the reader worker. Loaded with `--import` this file is part of the worker too: there it waits to be told,
 * and then blocks the whole thread, so that all that comes meanwhile, from the kernel and from the main thread, waits.
 */
const CHANNEL = 'hold the reader';
const HELD = 1;
const RELEASED = 2;
const LIMIT_MS = 30_000;

if (!isMainThread) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => {
    const state = new Int32Array(data as SharedArrayBuffer);
    Atomics.store(state, 0, HELD);
    Atomics.notify(state, 0);
    Atomics.wait(state, 0, HELD, LIMIT_MS);
  };
  channel.unref();
}

/** Resolves when the reader stands still; it goes on when the function returned is called. */
export async function holdReader(): Promise<() => void> {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(state.buffer);
  const outcome = await Atomics.waitAsync(state, 0, 0, LIMIT_MS).value;
  channel.close();
  if (outcome === 'timed-out') throw new Error('the reader does not stand still: was this file loaded with --import?');
  return () => {
    Atomics.store(state, 0, RELEASED);
    Atomics.notify(state, 0);
  };
}
