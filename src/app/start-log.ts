import { type StartPhase, WARM_LIMIT_MS } from '../sync/start-phase.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Logs how far a start has come, for who reads the log of a restart afterwards. */
export function logStart(logger: Logger, phase: StartPhase): void {
  switch (phase.kind) {
    case 'cold':
      if (phase.reason === 'fast_boot') logger.info('fast boot: rows without a neighbor are kept for now');
      return;
    case 'awaiting_timer':
      if (!phase.restored) logger.warn('the restored flag has not come; going on without it');
      else logger.info('neighbors are restored; comparing when neighsyncd_timer has run out');
      if (phase.untilMs - phase.sinceMs > WARM_LIMIT_MS)
        logger.warn('neighsyncd_timer ends after warm-reboot has given up waiting, ignoring', {
          after_s: Math.round((phase.untilMs - phase.sinceMs) / 1000),
        });
      return;
    case 'reconciling':
      return logger.info('comparing kernel and database');
    case 'reconciled':
      if (!phase.restored)
        return logger.warn('reconciled, but rows without a neighbor are kept until the restored flag comes');
      return logger.info('reconciled');
    default:
      return;
  }
}
