import { onAbort } from './abort.ts';
import type { Clock } from './clock.ts';

/** Lets one loop sleep until there is something to do. A call to `notify` before the sleep is not lost. */
export type Wakeup = {
  readonly notify: () => void;
  /** Returns after `notify`, after `timeoutMs` (undefined: no limit), or when `signal` is aborted. */
  readonly wait: (timeoutMs: number | undefined, signal: AbortSignal) => Promise<void>;
};

export function createWakeup(clock: Pick<Clock, 'after'>): Wakeup {
  let notified = false;
  let resume = (): void => {};
  return {
    notify: () => {
      notified = true;
      resume();
    },
    wait: async (timeoutMs, signal) => {
      if (!notified && !signal.aborted) {
        const waiter = Promise.withResolvers<void>();
        resume = waiter.resolve;
        using _abort = onAbort(signal, waiter.resolve);
        const cancel = timeoutMs === undefined ? undefined : clock.after(timeoutMs, waiter.resolve);
        await waiter.promise;
        cancel?.();
      }
      notified = false;
    },
  };
}
