import { quit } from '../host/quit.ts';
import type { Logger } from '../telemetry/logger.ts';

/** npm passes Ctrl-C on although the terminal has sent it already; a second signal so soon after is the first one's echo. */
const ECHO_MS = 1000;
/** Exit status of a shutdown that a second signal cut short. */
const EXIT_KILLED = 1;

/**
 * An AbortSignal that SIGTERM or SIGINT aborts. A second one, more than a second later, ends the process at once.
 *
 * @param onHangup called at each SIGHUP, which would end the process otherwise
 */
export function shutdownSignal(logger: Logger, onHangup: () => void): AbortSignal {
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
  process.on('SIGHUP', onHangup);
  return controller.signal;
}
