import { quit } from '../host/quit.ts';
import type { Logger } from '../telemetry/logger.ts';

/** npm passes Ctrl-C on although the terminal has sent it already; a second signal so soon after is the first one's echo. */
const ECHO_MS = 1000;
/** Exit status of a shutdown that a second signal cut short. */
const EXIT_KILLED = 1;

/** Signals that ask for something: to reload the configuration, for a heap snapshot, for a CPU profile. */
export const ASKING_SIGNALS = ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

export type AskingSignal = (typeof ASKING_SIGNALS)[number];

/**
 * An AbortSignal that SIGTERM or SIGINT aborts. A second one, more than a second later, ends the process at once.
 *
 * @param onAsked called at each signal that asks for something. Otherwise SIGUSR1 would open Node's debugger to everybody on
 *   the machine, and the others would end the process
 */
export function shutdownSignal(logger: Logger, onAsked: (name: AskingSignal) => void): AbortSignal {
  const controller = new AbortController();
  let firstMs: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    const nowMs = performance.now();
    if (firstMs === undefined) {
      firstMs = nowMs;
      logger.info('stopping', { signal: name });
      controller.abort();
    } else if (nowMs - firstMs > ECHO_MS) quit(EXIT_KILLED);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  for (const name of ASKING_SIGNALS) process.on(name, () => onAsked(name));
  return controller.signal;
}
