import type { DaemonError } from '../base/errors.ts';
import type { EngineReport } from '../sync/report.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createFailureLog, REPEAT_MS } from './failure-log.ts';
import { logStart } from './start-log.ts';

const FAILURES = {
  kernel: 'the kernel could not be read and is tried again',
  vrf: 'the neighbors of a VRF could not be read and are tried again',
  links: 'interfaces could not be looked up and are tried again',
  table: 'the database could not be read and is tried again',
  orphans: 'rows without a neighbor could not be looked at and are tried again',
  verify: 'kernel and database could not be compared; they are later',
  write: 'rows could not be written and are tried again',
  failed_table: 'NEIGH_FAILED_TABLE could not be written and is tried again',
  socket: 'the event socket was lost, another one is opened',
} as const;

/** Since they were last logged: how often the kernel dropped events, and how often its table was read for that. */
const NO_OVERRUNS = { overruns: 0, reads: 0 };

/**
 * Logs what the engine reports, without flooding.
 *
 * @param nowMs monotonic
 */
export function createReportLogger(logger: Logger, nowMs: () => number): (report: EngineReport) => void {
  const failures = createFailureLog(logger, nowMs);
  let overruns = NO_OVERRUNS;
  let overrunsLoggedMs = Number.NEGATIVE_INFINITY;

  const failure = (op: keyof typeof FAILURES, error: DaemonError): void => failures.warn(op, FAILURES[op], error);

  /** A storm makes several a second: what came since the last line is summed up in the next. */
  const overrun = (count: number, neighbors: number): void => {
    if (count > 0) overruns = { overruns: overruns.overruns + count, reads: overruns.reads + 1 };
    if (overruns.reads === 0 || nowMs() - overrunsLoggedMs < REPEAT_MS) return;
    logger.warn('the kernel dropped events; its table was read again', { ...overruns, neighbors });
    overruns = NO_OVERRUNS;
    overrunsLoggedMs = nowMs();
  };

  return (report) => {
    switch (report.kind) {
      case 'kernel_opened':
        if (!report.bufferForced) {
          logger.warn('the receive buffer is limited by net.core.rmem_max; CAP_NET_ADMIN would lift that, ignoring', {
            bytes: report.receiveBufferBytes,
          });
        }
        return logger.debug('event socket open', { receive_buffer_bytes: report.receiveBufferBytes });
      case 'kernel_closed':
        return failure('socket', report.error);
      case 'kernel_synced':
        failures.forget('kernel');
        overrun(report.overruns, report.neighbors);
        return logger.debug('kernel read', { neighbors: report.neighbors, links: report.links });
      case 'vrf_synced':
        failures.forget('vrf');
        return logger.info('neighbors of a VRF read again', { vrf: report.vrf });
      case 'table_loaded':
        failures.forget();
        return logger.info('database read', { rows: report.rows });
      case 'malformed':
        return logger.warn('the database has rows under our interfaces that no neighbor can have, ignoring', {
          rows: report.keys.length,
          first: report.keys[0],
        });
      case 'orphans_deleted':
        return logger.info('rows without a neighbor deleted', { rows: report.rows, first: report.first });
      case 'drift':
        return logger.warn('rows found that somebody else had changed', {
          ...report.counts,
          first: report.first,
        });
      case 'start':
        return logStart(logger, report.phase);
      case 'in_step':
        return logger.info('in step', { neighbors: report.neighbors, rows: report.rows });
      case 'failed':
        return failure(report.op, report.error);
    }
  };
}
